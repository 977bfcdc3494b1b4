import { expect, it } from 'vitest';

import { ensembleTables } from '../../../../../scripts/lab/docs/ensemble-tables.ts';
import { findEntry, WORKSPACE } from '../../../../../scripts/models/workspace.ts';
import { ensembleFigures, HEAD } from '../../../catalogue/ensemble-figures.ts';

it('draws the ensembles of given models, and says what follows', async () => {
  const shipped = await findEntry(WORKSPACE, 'efficientnet_b0');
  const files = [{ path: 'head', role: 'head' as const, bytes: 2 ** 20, sha256: HEAD }];
  const models = ['a', 'b'].map((name) => ({ ...shipped, name, files, measured: undefined }));
  const tables = ensembleTables(models, { version: 1, ensembles: [ensembleFigures()] }).split('\n');
  expect(tables.slice(2, 5)).toEqual([
    '| `a` | - | 82.5 % | 96.0 % | - | - | - | - |',
    '| `b` | - | 47.6 % | 78.0 % | - | - | - | - |',
    '| together | 0.6, 0.4 | 79.4 % | 95.0 % | -3.1 | -4.3 to -1.9 | 12 | 52 |',
  ]);
  expect(tables.slice(-2)).toEqual([
    '- What is asked beside a costs 1.0 MiB of files; its time was not measured on one machine.',
    '- a, b together (0.6, 0.4) lose 3.1 points of top-1 against a alone on the same 1,292 pictures, and cost 1.0 MiB more and a time that was not measured: ask a alone.',
  ]);
  expect(ensembleTables(models.slice(0, 1), { version: 1, ensembles: [ensembleFigures()] })).toBe('');
});
