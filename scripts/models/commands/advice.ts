import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ROOT } from '../../kit/paths.ts';
import { drawAdvice, withTable } from '../advice/documents.ts';
import { UsageError } from '../../kit/failure.ts';
import { writeWhole } from '../workspace.ts';
import { type Command, parse } from './command.ts';

/** The documents that have the table; paths from the root of the repository. */
export const DOCUMENTS = ['docs/choosing-a-model.md'];
/** The chart. */
export const CHART = 'docs/images/pareto.svg';

export const advice: Command = {
  summary: 'Draw the table and the chart of the four axes for the documentation',
  help: `Usage: npm run models -- advice

Draws ${CHART} and writes the table of ${DOCUMENTS.join(' and ')} from models/manifest.json (figures of
the models here) and models/candidates.json (figures of models that can be added). No figure is written by hand.`,
  run: async (args, { workspace, note }) => {
    const { positionals } = parse(args, {});
    if (positionals.length > 0) throw new UsageError('advice takes no arguments');
    const { chart, table } = await drawAdvice(workspace);
    await writeWhole(join(ROOT, CHART), chart);
    note(`${CHART}: written`);
    // Loaded late: the other commands do not need it.
    const { format, resolveConfig } = await import('prettier');
    for (const name of DOCUMENTS) {
      const path = join(ROOT, name);
      const document = withTable(await readFile(path, 'utf8'), table, name);
      await writeWhole(path, await format(document, { ...(await resolveConfig(path)), filepath: path }));
      note(`${name}: written`);
    }
    return 0;
  },
};
