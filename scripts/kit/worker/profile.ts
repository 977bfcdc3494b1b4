import { join } from 'node:path';

import { Option } from '@commander-js/extra-typings';

import type { EngineName } from '../../../src/catalogue/manifest.ts';
import { UsageError } from '../failure.ts';
import { ROOT } from '../paths.ts';

/** What a Worker is made of. */
export interface Profile {
  readonly name: 'full' | 'lite';
  /** Where its code begins. */
  readonly entry: string;
  readonly engines: readonly EngineName[];
}

/** Both engines. */
export const FULL: Profile = { name: 'full', entry: join(ROOT, 'src/index.ts'), engines: ['onnxruntime', 'simd'] };
/** The SIMD engine only: what fits the Free plan. */
export const LITE: Profile = { name: 'lite', entry: join(ROOT, 'src/lite.ts'), engines: ['simd'] };

/** The option `--profile NAME`; the full one by default. */
export function profileOption(): Option<'--profile <name>', undefined, Profile, Profile> {
  const profiles = [FULL, LITE];
  return new Option('--profile <name>', 'full, or lite: without onnxruntime, for the Free plan')
    .argParser((text): Profile => {
      const found = profiles.find(({ name }) => name === text);
      if (found === undefined) throw new UsageError(`--profile takes full or lite, not "${text}"`);
      return found;
    })
    .default(FULL, 'full');
}
