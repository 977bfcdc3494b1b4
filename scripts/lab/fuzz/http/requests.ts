import { chanceOf } from '../chance.ts';
import type { Corpus } from '../corpus.ts';
import { BATCH_CLASSES } from './classes/batches.ts';
import { BODY_CLASSES } from './classes/bodies.ts';
import type { RequestClass } from './classes/class.ts';
import { FORM_CLASSES } from './classes/forms.ts';
import { FRAMING_CLASSES } from './classes/framing.ts';
import { HEAD_CLASSES } from './classes/heads.ts';
import { QUERY_CLASSES } from './classes/queries.ts';
import type { RawRequest } from './raw-request.ts';
import { targetOf } from './target.ts';

/** All classes of wrong requests. */
export const CLASSES: readonly RequestClass[] = [
  ...BODY_CLASSES,
  ...FORM_CLASSES,
  ...FRAMING_CLASSES,
  ...HEAD_CLASSES,
  ...QUERY_CLASSES,
  ...BATCH_CLASSES,
];

const WEIGHTED = CLASSES.flatMap((each) => new Array<RequestClass>(each.weight).fill(each));

/**
 * The request of this seed and number; always the same one for the same corpus.
 * @param good a picture that is classified without trouble
 */
export function requestOf(corpus: Corpus, good: Uint8Array, seed: number, index: number): RawRequest {
  const chance = chanceOf('request', seed, index);
  const { name, make } = chance.pick(WEIGHTED);
  // Letters and digits, so that no escaping hides it.
  const marker = `fz${chance.below(2 ** 32).toString(36)}q`;
  const target = targetOf(seed, index);
  const { method = 'POST', steps, expected } = make({ corpus, good, seed, index, chance, target, marker });
  return { name, method, steps, expected, marker };
}
