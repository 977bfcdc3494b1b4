import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { build } from './build/build.ts';
import { command, main } from './kit/command.ts';
import { ROOT } from './kit/paths.ts';

const VITEST = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));

const test = command(
  'npm test --',
  'Builds, and runs the tests with vitest: without the long ones, which test/long.ts lists.',
)
  .argument('[arguments...]', 'of vitest; "npx vitest --help" lists them')
  .option('--all', 'run the long ones as well, as npm run test:all does')
  .option('--watch', 'run what a change concerns, until it is ended')
  .allowUnknownOption()
  .addHelpText(
    'after',
    `
Examples:
  npm test -- jpeg                     tests whose path contains "jpeg", the long ones as well
  npm test -- --project unit jpeg      those of one project
  npm run test:all                     everything`,
  );

await main(
  test.action(async (rest, { all = false, watch = false }) => {
    await build();
    // Whoever names something wants to see it run.
    const isWhole = all || rest.length > 0;
    const { status } = spawnSync(process.execPath, [VITEST, watch ? 'watch' : 'run', ...rest], {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...process.env, EDGELENS_TESTS: isWhole ? 'all' : 'short' },
    });
    process.exitCode = status ?? 1;
  }),
);
