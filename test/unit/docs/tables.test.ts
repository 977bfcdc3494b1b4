import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';

import { withTables } from '../../../scripts/docs/tables.ts';
import { ROOT } from '../../../scripts/kit/paths.ts';
import { readManifest, WORKSPACE } from '../../../scripts/models/workspace.ts';

it('the tables of the README are those of models/manifest.json', async () => {
  const path = join(ROOT, 'README.md');
  const document = readFileSync(path, 'utf8');
  const expected = withTables(document, await readManifest(WORKSPACE));
  expect(expected).toContain('| [`mobilenetv3_small`](models/mobilenetv3_small.md)');
  const laidOut = await format(expected, { ...(await resolveConfig(path)), filepath: path });
  expect(document, 'run: npm run docs').toBe(laidOut);
});

it('a table without an end is an error', async () => {
  const document = '<!-- table of models: `npm run docs` writes it -->\n';
  const manifest = await readManifest(WORKSPACE);
  expect(() => withTables(document, manifest)).toThrow('the table of models does not end');
});
