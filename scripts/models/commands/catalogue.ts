import { catalogueTable, recordCatalogue } from '../catalogue/catalogue.ts';
import { UsageError } from '../../kit/failure.ts';
import { type Command, parse } from './command.ts';

export const catalogue: Command = {
  summary: 'Print what could be added as a table for the documentation',
  help: `Usage: npm run models -- catalogue [--record]

Prints models/catalogue.json, what can be added from the hub, as the table of docs/models.md.

  --record  for maintainers: count parameters and MACs anew and write models/catalogue.json from scripts/lab/references`,
  run: async (args, { workspace, print, note }) => {
    const { values, positionals } = parse(args, { record: { type: 'boolean' } });
    if (positionals.length > 0) throw new UsageError('catalogue takes no arguments');
    if (values['record'] === true) {
      await recordCatalogue(workspace);
      note('models/catalogue.json: written');
    } else {
      for (const line of await catalogueTable(workspace)) print(line);
    }
    return 0;
  },
};
