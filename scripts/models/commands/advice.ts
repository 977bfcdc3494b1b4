import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { command } from '../../kit/command.ts';
import { ROOT } from '../../kit/paths.ts';
import { drawAdvice, withTable } from '../advice/documents.ts';
import { writeWhole } from '../workspace.ts';
import type { ModelsCommand } from './command.ts';

/** The documents that have the table; paths from the root of the repository. */
export const DOCUMENTS = ['docs/choosing-a-model.md'];
/** The chart. */
export const CHART = 'docs/images/pareto.svg';

export const advice: ModelsCommand = ({ workspace, note }) =>
  command(
    'advice',
    `Draws ${CHART} and writes the table of ${DOCUMENTS.join(' and ')} from models/manifest.json (figures of the ` +
      'models here) and models/candidates.json (figures of models that can be added). No figure is written by hand.',
  )
    .summary('Draw the table and the chart of the four axes for the documentation')
    .action(async () => {
      const { chart, table } = await drawAdvice(workspace);
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
