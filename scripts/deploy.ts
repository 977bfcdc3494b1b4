import { build } from './build.ts';
import { runCommand } from './command.ts';
import { wrangler } from './wrangler.ts';

/** `npm run deploy`: builds, then `wrangler deploy` with any further arguments. */
await runCommand(async () => {
  await build();
  wrangler(['deploy', ...process.argv.slice(2)]);
});
