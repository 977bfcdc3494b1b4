import { command } from '../../kit/command.ts';
import { Failure } from '../../kit/failure.ts';
import { inspectFiles } from '../catalogue/inspection.ts';
import { readManifest } from '../workspace.ts';
import type { ModelsCommand } from './command.ts';

export const verify: ModelsCommand = ({ workspace, print }) =>
  command(
    'verify',
    'Hashes every file and compares it with models/manifest.json. Exits with 1 if one is missing or damaged.',
  )
    .summary('Hash every file of every model')
    .action(async () => {
      let wrong = 0;
      for (const entry of (await readManifest(workspace)).models) {
        for (const [path, state] of await inspectFiles(workspace, entry)) {
          print(`${state.padEnd(8)} models/${path}`);
          if (state !== 'built') wrong++;
        }
      }
      if (wrong > 0)
        throw new Failure(`files that are missing or damaged: ${wrong}; npm run models -- build builds them`);
    });
