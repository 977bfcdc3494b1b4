import { command } from '../../kit/command.ts';
import { removeModel } from '../catalogue/registration.ts';
import { readyModels } from '../published/acquisition.ts';
import { removeLocked } from '../published/lock-file.ts';
import { DEFAULT_MODELS } from '../published/names.ts';
import { ownPlace } from '../published/place.ts';
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
      const place = ownPlace(workspace);
      const isPublished = (await readyModels(place)).some((model) => model.name === name);
      await removeModel(isPublished ? place.published : workspace, name);
      if (isPublished) await removeLocked(place.lock, name);
      note(`${name}: removed`);
      if (DEFAULT_MODELS.includes(name)) note('npm start fetches it again, unless it is told --offline');
    });
