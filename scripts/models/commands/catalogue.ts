import { command } from '../../kit/command.ts';
import { catalogueTable, recordCatalogue } from '../catalogue/catalogue.ts';
import type { ModelsCommand } from './command.ts';

export const catalogue: ModelsCommand = ({ workspace, print, note }) =>
  command('catalogue', 'Prints models/catalogue.json, what can be added from the hub, as the table of docs/models.md.')
    .summary('Print what could be added as a table for the documentation')
    .option(
      '--record',
      'for maintainers: count parameters and MACs again and write models/catalogue.json from scripts/lab/references',
      false,
    )
    .action(async ({ record }) => {
      if (record) {
        await recordCatalogue(workspace);
        note('models/catalogue.json: written');
      } else {
        for (const line of await catalogueTable(workspace)) print(line);
      }
    });
