import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';

import { Failure } from '../../kit/failure.ts';
import { ROOT } from '../../kit/paths.ts';
import { runGroup } from '../../kit/process-group.mjs';
import { hubOf } from '../hub/address.ts';
import { DEFAULT_MODELS } from './names.ts';
import type { Place } from './place.ts';
import { withoutInt8 } from './variants.ts';

const MODELS = fileURLToPath(new URL('../../models.ts', import.meta.url));

/** As `mirrorOption` and `offlineOption` give them. */
export interface NetworkOptions {
  readonly mirror?: string | undefined;
  readonly offline: boolean;
}

/**
 * Has the published MobileNetV3 ready before a start, in a process of its own: whatever happens to that one, this one goes on.
 *
 * @throws UsageError for a mirror that is not an address
 */
export async function fetchPublished(network: NetworkOptions): Promise<void> {
  await runFetch(network, []);
}

/**
 * Has the published MobileNetV3 ready before a deployment, which does not go out without it unless that is asked for.
 *
 * @throws UsageError for a mirror that is not an address
 * @throws Failure where a model cannot be had, though it may be fetched; that process has said why
 */
export async function requirePublished(network: NetworkOptions): Promise<void> {
  const code = await runFetch(network, network.offline ? [] : ['--required']);
  if (code !== 0) throw new Failure('nothing was built or deployed');
}

/** @returns its exit code */
async function runFetch({ mirror, offline }: NetworkOptions, further: readonly string[]): Promise<number> {
  if (mirror !== undefined) hubOf({}, mirror);
  const options = [...(mirror === undefined ? [] : ['--mirror', mirror]), ...(offline ? ['--offline'] : [])];
  return runGroup(process.execPath, [MODELS, 'fetch', ...options, ...further], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

/**
 * Has the int8 variants of the published MobileNetV3 made by a process of its own, which gives way to whatever else runs and
 * ends with this one. They are served by the next start.
 *
 * @returns the models that get one
 */
export async function quantiseMeanwhile(place: Place): Promise<readonly string[]> {
  const names = await withoutInt8(place, DEFAULT_MODELS);
  if (names.length === 0) return names;
  const child = spawn(process.execPath, [MODELS, 'quantise', '--published'], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const end = (): void => {
    child.kill();
  };
  child.once('spawn', () => {
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  });
  child.once('error', (error) => {
    console.error(`edgelens: int8 variants cannot be made: ${error.message}`);
  });
  child.once('exit', () => process.off('exit', end));
  process.once('exit', end);
  return names;
}
