import { optional, parameterOf } from './parameter.ts';
import { languageParameter } from './shared.ts';

/** No name is longer. */
const MAX_LENGTH = 100;

/** Query of `GET /v1/models`. */
export const modelListQuery = {
  name: optional(
    parameterOf<string>(
      'one pattern',
      (value) => (value.length <= MAX_LENGTH ? { value } : { expected: `at most ${MAX_LENGTH} characters` }),
      {
        type: 'string',
        maxLength: MAX_LENGTH,
        description:
          'Pattern that names have to match, as in `timm.list_models`: `*` any characters, `?` one, `[abc]` one of these, ' +
          '`[!abc]` one of the others. Without a dot it matches whatever the tag of the weights. No match is an empty list.',
        example: '*efficientnet*',
      },
    ),
  ),
};

/** Query of `GET /v1/models/{name}`. */
export const modelQuery = { lang: languageParameter };
