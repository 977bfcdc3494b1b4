import { build } from './build.ts';
import { runCommand } from './kit/command.ts';
import { takeProfile } from './kit/worker/profile.ts';
import { wrangler } from './kit/worker/wrangler.ts';

/** `npm run deploy`: builds, then `wrangler deploy` with any further arguments. `--profile lite` leaves onnxruntime out. */
await runCommand(async () => {
  const { profile, rest } = takeProfile(process.argv.slice(2));
  await build(undefined, profile);
  wrangler(['deploy', profile.entry, ...rest]);
});
