import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { z } from 'zod';

import { Failure } from '../failure.ts';
import { openTemporaryFolder } from '../temporary-folder.ts';

/** What wrangler starts instead of the workerd that it brings along. */
const PROGRAM = 'MINIFLARE_WORKERD_PATH';

const program = z.object({ default: z.string() });

/**
 * Opens V8's inspector in each workerd that starts while `start` runs. `createTestHarness()` of wrangler has no option for
 * that, and `wrangler dev` would attach to the inspector itself, which is one observer more. So workerd is started by a
 * script that adds the option.
 * @throws Failure where there is no POSIX shell
 */
export async function withInspector<Result>(start: () => Promise<Result>): Promise<Result> {
  if (process.platform === 'win32') throw new Failure('The inspector of workerd cannot be opened on Windows. Use WSL.');
  const { folder, remove } = await openTemporaryFolder('edgelens-workerd-');
  const usual = process.env[PROGRAM];
  try {
    const workerd = usual ?? program.parse(createRequire(import.meta.url)('workerd')).default;
    const wrapper = join(folder, 'workerd');
    writeFileSync(wrapper, `#!/bin/sh\nexec '${workerd}' "$@" --inspector-addr=127.0.0.1:0\n`, { mode: 0o755 });
    process.env[PROGRAM] = wrapper;
    return await start();
  } finally {
    if (usual === undefined) Reflect.deleteProperty(process.env, PROGRAM);
    else process.env[PROGRAM] = usual;
    remove();
  }
}
