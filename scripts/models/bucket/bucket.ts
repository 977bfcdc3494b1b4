import { spawnSync } from 'node:child_process';

import { Failure } from '../../kit/failure.ts';
import { ROOT, WRANGLER } from '../../kit/paths.ts';
import { WRANGLER_ENV } from '../../kit/worker/wrangler.ts';

/** What wrangler says of a key that the bucket does not have. */
const MISSING = 'The specified key does not exist';

/** A bucket of Cloudflare R2, or its simulation on this machine. */
export interface Bucket {
  /** The text at a key; undefined where there is none. @throws Failure when the bucket does not answer */
  readonly get: (key: string) => string | undefined;
  /** @param file absolute path @throws Failure when the bucket does not take it */
  readonly put: (key: string, file: string) => void;
}

/**
 * A bucket, by wrangler.
 * @param state folder in which `wrangler dev --persist-to` keeps its state, for a bucket on this machine
 */
export function wranglerBucket(name: string, state: string | undefined): Bucket {
  const place = state === undefined ? ['--remote'] : ['--local', '--persist-to', state];
  const object = (does: 'get' | 'put', key: string, ...rest: string[]): ReturnType<typeof run> =>
    run(['r2', 'object', does, `${name}/${key}`, ...rest, ...place]);
  return {
    get: (key) => {
      const { status, stdout, stderr } = object('get', key, '--pipe');
      if (status === 0) return stdout;
      if (`${stdout}${stderr}`.includes(MISSING)) return undefined;
      throw new Failure(`the bucket ${name} could not be read:\n${stdout}${stderr}`);
    },
    put: (key, file) => {
      const { status, stdout, stderr } = object('put', key, '--file', file);
      if (status !== 0) throw new Failure(`${key} could not be put into the bucket ${name}:\n${stdout}${stderr}`);
    },
  };
}

function run(args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const env = { ...WRANGLER_ENV, NO_COLOR: '1' };
  return spawnSync(process.execPath, [WRANGLER, ...args], { cwd: ROOT, encoding: 'utf8', env });
}
