import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { build } from 'esbuild';
import { afterAll, expect, it } from 'vitest';

import { startChunk } from '../../../../scripts/kit/worker/start-chunk.ts';

const folder = mkdtempSync(join(tmpdir(), 'edgelens-chunk-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const FILES = {
  'entry.js': `import { used } from './used.js'; import './types.js'; export default async () => [used, await import('./page.js')];`,
  'used.js': `export const used = 'A'.repeat(3); export const unused = 'nobody asks for this';`,
  'types.js': `export {};`,
  'page.js': `import { used } from './used.js'; import { text } from './text.js'; export const page = used + text;`,
  'text.js': `export const text = 'a long text of the page';`,
};

it('has what the entry reaches without import(), and nothing that has no code', async () => {
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
  const result = await build({
    ...{ entryPoints: ['entry.js'], absWorkingDir: folder, outfile: 'out.js', write: false },
    ...{ bundle: true, format: 'esm', metafile: true },
  });
  const { modules, bytes } = startChunk(result.metafile);
  expect(modules.map(({ path }) => path).sort()).toEqual(['entry.js', 'used.js']);
  const [out = { inputs: {} }] = Object.values(result.metafile.outputs);
  const inputs: Record<string, { bytesInOutput: number }> = out.inputs;
  expect(bytes).toBe((inputs['entry.js']?.bytesInOutput ?? 0) + (inputs['used.js']?.bytesInOutput ?? 0));
  expect(bytes).toBeLessThan(result.outputFiles[0]?.contents.byteLength ?? 0);
});

it('is not found in a bundle without an entry', () => {
  expect(() => startChunk({ inputs: {}, outputs: {} })).toThrow('the bundle has no entry');
});
