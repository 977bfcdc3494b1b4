import { EMBEDDING_FORMS } from '../names.ts';
import { choiceOf, textOf } from './kinds.ts';
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

const answerParameters = {
  model: modelParameter,
  top_k: topKParameter,
  lang: languageParameter,
  min_score: minScoreParameter,
  labels: optional(
    textOf('names or indices of classes', {
      description:
        'Two classes or more with commas between, the only ones that may be answered: by their indices, or by any of the names that a label has, in English or in the language of `lang`. `score` is then renormalised over them.',
      example: 'giant panda, lesser panda',
    }),
  ),
  engine: engineParameter,
};

const freshParameter = optional(
  choiceOf(['session'], 'session', {
    description: "`session` drops the model's session first, so that its cold load can be seen. 403 where not allowed.",
  }),
);

/** Query of `POST /v1/classify`. */
export const classifyQuery = {
  ...answerParameters,
  embed: optional(
    choiceOf(EMBEDDING_FORMS, EMBEDDING_FORMS.join(' or '), {
      description:
        'Adds the pooled features of the picture, for similarity search: `1` as numbers, `base64` as little-endian float32.',
    }),
  ),
  ...explainParameters,
  fresh: freshParameter,
};

/** Query of `POST /v1/classify/heat-map`. */
export const drawnClassifyQuery = { ...answerParameters, ...drawParameters, fresh: freshParameter };
