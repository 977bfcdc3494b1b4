import { join } from 'node:path';

import type { EngineName } from '../../../src/contract/names.ts';
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

/**
 * Takes `--profile NAME` out of a command line.
 *
 * @returns the profile, the full one when there is none, and all other arguments
 * @throws UsageError for another name
 */
export function takeProfile(argv: readonly string[]): { profile: Profile; rest: string[] } {
  const at = argv.indexOf('--profile');
  if (at === -1) return { profile: FULL, rest: [...argv] };
  const profile = [FULL, LITE].find(({ name }) => name === argv[at + 1]);
  if (profile === undefined) throw new UsageError('--profile takes full or lite');
  return { profile, rest: [...argv.slice(0, at), ...argv.slice(at + 2)] };
}
