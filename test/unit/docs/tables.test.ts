import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';

import { readRecorded, withTables } from '../../../scripts/lab/docs/tables.ts';
import { ROOT } from '../../../scripts/kit/paths.ts';
import { WORKSPACE } from '../../../scripts/models/workspace.ts';

const BEGIN = /<!-- table of [a-z ]+: `npm run docs` writes it -->/g;
const FILLED = /writes it -->\n\n(\| (model|name) |```)/g;

it('the tables of the documents are those that were recorded', async () => {
  const recorded = await readRecorded(WORKSPACE);
  let tables = 0;
  for (const name of globSync(['README.md', 'docs/*.md', 'models/*.md'], { cwd: ROOT })) {
    const path = join(ROOT, name);
    const document = readFileSync(path, 'utf8');
    const drawn = withTables(document, recorded);
    const expected = await format(drawn, { ...(await resolveConfig(path)), filepath: path });
    expect(document, `${name}: run npm run docs`).toBe(expected);
    const begins = document.match(BEGIN) ?? [];
    const filled = document.match(FILLED) ?? [];
    expect(filled, name).toHaveLength(begins.length);
    tables += filled.length;
  }
  // Eight of their own, and that of accuracy in docs/limits.md and in two cards.
  expect(tables).toBe(11);
});

it('a table without an end is an error', async () => {
  const document = '<!-- table of models: `npm run docs` writes it -->\n';
  const recorded = await readRecorded(WORKSPACE);
  expect(() => withTables(document, recorded)).toThrow('the table of models does not end');
});
