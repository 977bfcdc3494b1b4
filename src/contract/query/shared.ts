import { ENGINE_NAMES, LANGUAGES } from '../names.ts';
import { choiceOf, decimalOf, patternOf, textOf, wholeNumberOf } from './kinds.ts';
import { optional, withDefault } from './parameter.ts';

/** Which model answers. */
export const modelParameter = optional(
  textOf('one name', {
    description:
      'Name of a model, see `GET /v1/models`, or of a network that one of them is, as `mobilenetv3_small`: the answer tells ' +
      'the true name. The default model when left out.',
    example: 'efficientnet_b0',
  }),
);

/** Which engine runs the model. */
export const engineParameter = optional(
  choiceOf(ENGINE_NAMES, ENGINE_NAMES.join(' or '), {
    description: "What runs the model; the deployment's default when left out. See `engines` of `GET /v1/models`.",
  }),
);

/** How many classes to answer. */
export const topKParameter = withDefault(
  wholeNumberOf(1, 1000, {
    default: 5,
    description: 'How many classes to answer, best first. A model with fewer classes answers all it has.',
  }),
  5,
);

/** The language of class names. */
export const languageParameter = withDefault(
  choiceOf(LANGUAGES, LANGUAGES.join(' or '), {
    default: LANGUAGES[0],
    description: 'Language of the labels. A class that has no name in it keeps the label of the class list.',
  }),
  LANGUAGES[0],
);

/** Below which score a first answer is only a guess. */
export const minScoreParameter = optional(
  decimalOf('a number from 0 to 1', (value) => value >= 0 && value <= 1, {
    ...{ minimum: 0, maximum: 1, example: 0.5 },
    description:
      'Below this score of the first class the answer is `unknown`; 0 switches that off. The `threshold` of each model when left out. Says nothing about how many `predictions` or heat maps there are.',
  }),
);

/** How many classes a request may have explained, for each model. */
export const MOST_EXPLAINED = 10;

/** Parameters that ask for heat maps. */
export const explainParameters = {
  explain: optional(
    choiceOf(['gradcam'], 'gradcam', {
      description: '`gradcam` adds heat maps: where the evidence for a class lies.',
    }),
  ),
  explain_class: optional(
    patternOf(
      new RegExp(`^(all|\\d{1,6}(,\\d{1,6}){0,${MOST_EXPLAINED - 1}})$`),
      `all, or up to ${MOST_EXPLAINED} indices of classes with commas between`,
      {
        // Not \d, which is more than ten digits to some who read patterns.
        pattern: `^(all|[0-9]{1,6}(,[0-9]{1,6}){0,${MOST_EXPLAINED - 1}})$`,
        description: `Which classes to explain: indices into the class list with commas between, or \`all\` that are answered, at most ${MOST_EXPLAINED}. The likeliest one when left out. Only with \`explain\`.`,
        example: '388',
      },
    ),
  ),
};

/** The same where the answer is a picture of heat maps: it has some in any case. */
export const drawParameters = {
  ...explainParameters,
  explain: withDefault(
    choiceOf(['gradcam'], 'gradcam', { default: 'gradcam', description: 'How heat maps are found.' }),
    'gradcam',
  ),
};
