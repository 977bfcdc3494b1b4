import { execFileSync } from 'node:child_process';

import type { CommandUnknownOpts } from '@commander-js/extra-typings';

import { build } from './build/build.ts';
import { layOutServed, type ServedSettings, servedSettings } from './build/served.ts';
import { command, main } from './kit/command.ts';
import { UsageError } from './kit/failure.ts';
import { WRANGLER } from './kit/paths.ts';
import { type Profile, profileOption } from './kit/worker/profile.ts';
import { wrangler, WRANGLER_ENV } from './kit/worker/wrangler.ts';
import { mirrorOption, offlineOption } from './models/hub/options.ts';
import { ownPlace } from './models/published/place.ts';
import { fetchPublished, type NetworkOptions, requirePublished } from './models/published/step.ts';

/**
 * `npm run deploy`. Options that are not its own go to `wrangler deploy`, if that knows them.
 *
 * @param buildAll fetches and builds what is deployed; a trial, which uploads nothing, does without what cannot be fetched
 * @param runWrangler runs wrangler with these arguments and settings of its environment
 * @param served how it serves models that were fetched
 */
export function deployCommand(
  buildAll: (profile: Profile, network: NetworkOptions, isTrial: boolean) => Promise<void>,
  runWrangler: (args: readonly string[], env: ServedSettings['env']) => void,
  served: () => Promise<ServedSettings> = () => servedSettings(ownPlace()),
): CommandUnknownOpts {
  return command('npm run deploy --', 'Builds, and uploads the Worker with its assets to Cloudflare.')
    .addOption(profileOption())
    .option(
      '--gradual',
      'upload a version that gets no requests yet; "npx wrangler versions deploy" sends it some',
      false,
    )
    .addOption(mirrorOption())
    .addOption(offlineOption())
    .argument('[options...]', 'of wrangler deploy; "npx wrangler deploy --help" lists them')
    .allowUnknownOption()
    .addHelpText(
      'after',
      `
Examples:
  npm run deploy -- --dry-run             does all but the upload
  npm run deploy -- --env staging         an environment of wrangler.toml: staging or production
  npm run deploy -- --gradual --env production --message 'what is new'
  npm run deploy -- --temporary           to an account of an hour, as far as wrangler can
  npm run deploy -- --profile lite
  npm run deploy -- --offline             with the models that are there; otherwise one that cannot be fetched ends a deployment`,
    )
    .action(async (rest, { profile, gradual, ...network }) => {
      const way = gradual ? ['versions', 'upload'] : ['deploy'];
      requireKnown(
        way,
        rest.filter((word) => word.startsWith('-')),
      );
      await buildAll(profile, network, rest.includes('--dry-run'));
      const { args, env } = await served();
      runWrangler([...way, profile.entry, ...args, ...rest], env);
    });
}

/** Options that wrangler's help does not list. */
const UNLISTED = ['--temporary'];

/**
 * @param way words of wrangler's command
 * @throws UsageError for the first option that it does not know, before minutes go into a build
 */
function requireKnown(way: readonly string[], options: readonly string[]): void {
  if (options.length === 0) return;
  const help = execFileSync(process.execPath, [WRANGLER, ...way, '--help'], { encoding: 'utf8', env: WRANGLER_ENV });
  const known = new Set([...UNLISTED, ...(help.match(/(?<=^|[\s,])--?[a-z][\w-]*/gm) ?? [])]);
  for (const option of options) {
    const [name = ''] = option.split('=');
    if (known.has(name) || known.has(name.replace(/^--no-/, '--'))) continue;
    throw new UsageError(`unknown option '${name}': neither this command nor "wrangler ${way.join(' ')}" has it`);
  }
}

if (import.meta.main) {
  const buildAll = async (profile: Profile, network: NetworkOptions, isTrial: boolean): Promise<void> => {
    await (isTrial ? fetchPublished(network) : requirePublished(network));
    await build(undefined, profile);
    await layOutServed(ownPlace(), profile);
  };
  await main(
    deployCommand(buildAll, (args, env) => {
      wrangler(args, { env });
    }),
  );
}
