import { build } from './build/build.ts';
import { command, main } from './kit/command.ts';
import { profileOption } from './kit/worker/profile.ts';

await main(
  command('npm run build --', 'Builds all that the Worker consists of. Does only what is not done yet.')
    .addOption(profileOption())
    .action(({ profile }) => build(undefined, profile)),
);
