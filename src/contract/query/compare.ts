import { ENGINE_NAMES } from '../names.ts';
import { patternOf } from './kinds.ts';
import { optional } from './parameter.ts';
import {
  drawParameters,
  engineParameter,
  explainParameters,
  languageParameter,
  minScoreParameter,
  topKParameter,
} from './shared.ts';

/** How many models one picture may be shown to in a request. */
export const MOST_MODELS = 4;

/** A model and a weight as the description has them; requireMembers says more exactly what is wrong with one. */
const MODEL = `[^,@]{1,80}(@(${ENGINE_NAMES.join('|')}))?`;
const WEIGHT = '[0-9]{1,15}([.][0-9]{1,30})?';

/** Query of `POST /v1/compare`. */
export const compareQuery = {
  models: patternOf(
    new RegExp(`^[^,]{1,100}(,[^,]{1,100}){1,${MOST_MODELS - 1}}$`),
    `2 to ${MOST_MODELS} names with commas between, each with @engine behind it or without`,
    {
      pattern: `^${MODEL}(,${MODEL}){1,${MOST_MODELS - 1}}$`,
      description:
        'Names of models with the same classes, see `GET /v1/models`; `name@engine` chooses what runs it. None twice, except with another engine.',
      example: 'efficientnet_b0,mobilenetv3_small',
    },
  ),
  weights: optional(
    patternOf(
      /^[^,]{1,46}(,[^,]{1,46})*$/,
      'as many numbers from 0 on as there are models, with commas between, one of them above 0',
      {
        pattern: `^${WEIGHT}(, ?${WEIGHT}){1,${MOST_MODELS - 1}}$`,
        description:
          'How much each model counts in the ensemble, one of them above 0; scaled to sum to 1, equal when left out.',
        example: '0.6,0.4',
      },
    ),
  ),
  top_k: topKParameter,
  lang: languageParameter,
  min_score: minScoreParameter,
  engine: engineParameter,
  ...explainParameters,
};

/** Query of `POST /v1/compare/heat-map`. */
export const drawnCompareQuery = { ...compareQuery, ...drawParameters };
