import { build } from './build.ts';
import { runCommand } from './command.ts';
import { takeProfile } from './profile.ts';
import { wrangler } from './wrangler.ts';

/** `npm run deploy`: builds, then `wrangler deploy` with any further arguments. `--profile lite` leaves onnxruntime out. */
await runCommand(async () => {
  const { profile, rest } = takeProfile(process.argv.slice(2));
  await build(undefined, profile);
  wrangler(['deploy', profile.entry, ...rest]);
});
