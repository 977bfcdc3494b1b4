import { Option } from '@commander-js/extra-typings';

import { build } from './build/build.ts';
import { layOutServed } from './build/served.ts';
import { command, main } from './kit/command.ts';
import { profileOption } from './kit/worker/profile.ts';
import { ownPlace } from './models/published/place.ts';

await main(
  command('npm run build --', 'Builds all that the Worker consists of. Does only what is not done yet.')
    .addOption(profileOption())
    .addOption(new Option('--served', 'also lay out what npm start serves where models were fetched').hideHelp())
    .action(async ({ profile, served = false }) => {
      await build(undefined, profile);
      if (served) await layOutServed(ownPlace(), profile);
    }),
);
