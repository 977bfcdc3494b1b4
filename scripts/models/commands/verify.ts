import { UsageError } from '../../kit/failure.ts';
import { inspectFiles } from '../catalogue/inspection.ts';
import { readManifest } from '../workspace.ts';
import { type Command, parse } from './command.ts';

export const verify: Command = {
  summary: 'Hash every file of every model',
  help: `Usage: npm run models -- verify

Hashes every file and compares it with models/manifest.json. Exits with 1 if one is missing or damaged.`,
  run: async (args, { workspace, print }) => {
    const { positionals } = parse(args);
    if (positionals.length > 0) throw new UsageError('verify takes no arguments');
    let code = 0;
    for (const entry of (await readManifest(workspace)).models) {
      for (const [path, state] of await inspectFiles(workspace, entry)) {
        print(`${state.padEnd(8)} models/${path}`);
        if (state !== 'built') code = 1;
      }
    }
    return code;
  },
};
