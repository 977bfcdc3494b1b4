import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { command } from '../../kit/command.ts';
import { ROOT } from '../../kit/paths.ts';
import { choiceOf, withTable } from '../advice/documents.ts';
import { writeWhole } from '../workspace.ts';
import type { ModelsCommand } from './command.ts';

/** What the table stands in, from the root of the repository on. */
export const DOCUMENTS = ['README.md', 'docs/choosing-a-model.md'];
/** Where the chart lies. */
export const CHART = 'docs/images/pareto.svg';

export const choice: ModelsCommand = ({ workspace, note }) =>
  command(
    'choice',
    `Draws ${CHART} and writes the table of ${DOCUMENTS.join(' and ')} from models/manifest.json (what is measured of the ` +
      'models here) and models/candidates.json (what others cost), so that no figure in them is written by hand.',
  )
    .summary('Draw the table and the chart of the four axes for the documentation')
    .action(async () => {
      const { chart, table } = await choiceOf(workspace);
      await writeWhole(join(ROOT, CHART), chart);
      note(`${CHART}: written`);
      // Only whoever changes the figures needs it.
      const { format, resolveConfig } = await import('prettier');
      for (const name of DOCUMENTS) {
        const path = join(ROOT, name);
        const document = withTable(await readFile(path, 'utf8'), table, name);
        await writeWhole(path, await format(document, { ...(await resolveConfig(path)), filepath: path }));
        note(`${name}: written`);
      }
    });
