import { UsageError } from '../../kit/failure.ts';
import { removeModel } from '../catalogue/registration.ts';
import { type Command, parse } from './command.ts';

export const remove: Command = {
  summary: 'Take a trained, added or quantised model away',
  help: `Usage: npm run models -- remove NAME

Removes a model that npm run train has made, or that was added or quantised: its files, card, class list and its entry in the
manifest. What was fetched from the hub stays in .cache/sources/hub, so that adding it again needs no network.`,
  run: async (args, { workspace, note }) => {
    const { positionals } = parse(args);
    const [name, ...more] = positionals;
    if (name === undefined || more.length > 0) throw new UsageError('remove takes one name');
    await removeModel(workspace, name);
    note(`${name}: removed`);
    return 0;
  },
};
