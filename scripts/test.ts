import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { build } from './build.ts';
import { runCommand } from './kit/command.ts';
import { ROOT } from './kit/paths.ts';

const VITEST = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));

/** `npm test`, and `npm test -- --project unit sniff` for vitest's own arguments. */
await runCommand(async () => {
  await build();
  const { status } = spawnSync(process.execPath, [VITEST, 'run', ...process.argv.slice(2)], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
});
