import { choiceOf } from './kinds.ts';
import { optional } from './parameter.ts';
import {
  drawParameters,
  engineParameter,
  explainParameters,
  languageParameter,
  minScoreParameter,
  modelParameter,
  topKParameter,
} from './shared.ts';

/** Query of `POST /v1/classify`. */
export const classifyQuery = {
  model: modelParameter,
  top_k: topKParameter,
  lang: languageParameter,
  min_score: minScoreParameter,
  engine: engineParameter,
  ...explainParameters,
  fresh: optional(
    choiceOf(['session'], 'session', {
      description:
        "`session` drops the model's session first, so that its cold load can be seen. 403 where not allowed.",
    }),
  ),
};

/** Query of `POST /v1/classify/heat-map`. */
export const drawnClassifyQuery = { ...classifyQuery, ...drawParameters };
