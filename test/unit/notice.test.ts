import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';

import { expect, it } from 'vitest';

const ROOT = new URL('../../', import.meta.url);

it('NOTICE names every WebAssembly binary of a package that the Worker imports, with its sha256', async () => {
  const notice = await readFile(new URL('NOTICE', ROOT), 'utf8');
  const sources = await readdir(new URL('src', ROOT), { recursive: true });
  const texts = await Promise.all(
    sources.filter((path) => path.endsWith('.ts')).map((path) => readFile(new URL(`src/${path}`, ROOT), 'utf8')),
  );
  const imported = texts.flatMap((text) =>
    Array.from(text.matchAll(/from '([^.].+\.wasm)\?module'/g), ([, path = '']) => path.split('/').at(-1)),
  );
  const named = Array.from(notice.matchAll(/^ {2}(\S+\.wasm)\n[\s\S]*?sha256 ([0-9a-f]{64})$/gm));
  expect(named.map(([, path = '']) => path.split('/').at(-1)).sort()).toEqual([...imported].sort());
  for (const [, path = '', sha256] of named) {
    const binary = await readFile(new URL(`node_modules/${path}`, ROOT));
    expect(createHash('sha256').update(binary).digest('hex'), path).toBe(sha256);
  }
});
