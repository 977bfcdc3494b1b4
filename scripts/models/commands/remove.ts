import { command } from '../../kit/command.ts';
import { removeModel } from '../catalogue/registration.ts';
import type { ModelsCommand } from './command.ts';

export const remove: ModelsCommand = ({ workspace, note }) =>
  command(
    'remove',
    'Removes a model that npm run train has made, or that was added or quantised: its files, card, class list and its ' +
      'entry in the manifest. What was fetched from the hub stays in .cache/sources/hub, so that adding it again needs no ' +
      'network.',
  )
    .summary('Remove a trained, added or quantised model')
    .argument('<name>', 'model')
    .action(async (name) => {
      await removeModel(workspace, name);
      note(`${name}: removed`);
    });
