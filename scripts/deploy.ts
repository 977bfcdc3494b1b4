import { execFileSync } from 'node:child_process';

import type { CommandUnknownOpts } from '@commander-js/extra-typings';

import { build } from './build/build.ts';
import { command, main } from './kit/command.ts';
import { UsageError } from './kit/failure.ts';
import { WRANGLER } from './kit/paths.ts';
import { type Profile, profileOption } from './kit/worker/profile.ts';
import { wrangler, WRANGLER_ENV } from './kit/worker/wrangler.ts';

/**
 * `npm run deploy`. Options that are not its own go to `wrangler deploy`, if that knows them.
 *
 * @param buildAll builds what is deployed
 * @param runWrangler runs wrangler with these arguments
 */
export function deployCommand(
  buildAll: (profile: Profile) => Promise<void>,
  runWrangler: (args: readonly string[]) => void,
): CommandUnknownOpts {
  return command('npm run deploy --', 'Builds, and uploads the Worker with its assets to Cloudflare.')
    .addOption(profileOption())
    .argument('[options...]', 'of wrangler deploy; "npx wrangler deploy --help" lists them')
    .allowUnknownOption()
    .addHelpText(
      'after',
      `
Examples:
  npm run deploy -- --dry-run             does all but the upload
  npm run deploy -- --env staging         another environment of wrangler.toml
  npm run deploy -- --profile lite`,
    )
    .action(async (rest, { profile }) => {
      requireKnown(rest.filter((word) => word.startsWith('-')));
      await buildAll(profile);
      runWrangler(['deploy', profile.entry, ...rest]);
    });
}

/** @throws UsageError for the first option that wrangler does not know, before minutes go into a build */
function requireKnown(options: readonly string[]): void {
  if (options.length === 0) return;
  const help = execFileSync(process.execPath, [WRANGLER, 'deploy', '--help'], { encoding: 'utf8', env: WRANGLER_ENV });
  const known = new Set(help.match(/(?<=^|[\s,])--?[a-z][\w-]*/gm));
  for (const option of options) {
    const [name = ''] = option.split('=');
    if (known.has(name) || known.has(name.replace(/^--no-/, '--'))) continue;
    throw new UsageError(`unknown option '${name}': neither this command nor "wrangler deploy" has it`);
  }
}

if (import.meta.main) {
  await main(deployCommand((profile) => build(undefined, profile), wrangler));
}
