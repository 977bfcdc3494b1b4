import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { build } from './build/build.ts';
import { command, main } from './kit/command.ts';
import { ROOT } from './kit/paths.ts';

const VITEST = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));

const test = command('npm test --', 'Builds, and runs the tests with vitest.')
  .argument('[arguments...]', 'of vitest; "npx vitest --help" lists them')
  .allowUnknownOption()
  .addHelpText('after', '\nExample:\n  npm test -- --project unit jpeg      unit tests whose path contains "jpeg"');

await main(
  test.action(async (rest) => {
    await build();
    const { status } = spawnSync(process.execPath, [VITEST, 'run', ...rest], { cwd: ROOT, stdio: 'inherit' });
    process.exitCode = status ?? 1;
  }),
);
