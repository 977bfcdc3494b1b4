import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { z } from 'zod';

import { DEVICE_BUNDLE, NOTEBOOK_BUNDLES, PAGE_BUNDLES } from '../../scripts/build/client.ts';
import { ASSETS } from '../../scripts/kit/paths.ts';
import { bundleWorker } from '../../scripts/kit/worker/wrangler.ts';

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

it('NOTICE names every package that the Worker and its pages are bundled from, with the licence of the package', async () => {
  const named = Array.from(
    (await readFile(new URL('NOTICE', ROOT), 'utf8')).matchAll(/^ {2}(@?[\w/-]+), ([\w.-]+), /gm),
    ([, name = '', licence = '']) => ({ name, licence }),
  );
  const bundled = packagesOf([...(await workerSources()), ...(await pageSources())]);
  expect(bundled).toEqual(expect.arrayContaining(['hono', 'fast-png', 'd3-scale-chromatic']));
  // Swagger UI is served as its package has it.
  expect(named.map(({ name }) => name).sort()).toEqual([...bundled, 'swagger-ui-dist'].sort());
  for (const { name, licence } of named) {
    const file = await readFile(new URL(`node_modules/${name}/package.json`, ROOT), 'utf8');
    expect(z.object({ license: z.string() }).parse(JSON.parse(file)).license, name).toBe(licence);
  }
});

it('a file of licences that a served script points to is served, too', async () => {
  const folder = join(ASSETS, 'static');
  const scripts = (await readdir(folder)).filter((name) => name.endsWith('.js'));
  expect(scripts).toContain('swagger-ui-bundle.js');
  for (const script of scripts) {
    const [, file] = /license information please see (\S+)/.exec(await readFile(join(folder, script), 'utf8')) ?? [];
    if (file !== undefined) expect(await readdir(folder), script).toContain(file);
  }
});

/** What wrangler puts into the Worker, by the source map of the bundle. */
async function workerSources(): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'edgelens-notice-'));
  try {
    bundleWorker(folder);
    const map: unknown = JSON.parse(await readFile(join(folder, 'index.js.map'), 'utf8'));
    return z.object({ sources: z.array(z.string()) }).parse(map).sources;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What is in the scripts of the pages. */
async function pageSources(): Promise<string[]> {
  const bundles = await Promise.all([
    build(PAGE_BUNDLES),
    ...NOTEBOOK_BUNDLES.map((options) => build(options)),
    build(DEVICE_BUNDLE),
  ]);
  const sources = bundles.flatMap(({ metafile }) =>
    Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs)),
  );
  // NOTICE has binaries in a list of their own.
  return sources.filter((source) => !source.endsWith('.wasm'));
}

function packagesOf(sources: readonly string[]): string[] {
  const names = sources.flatMap((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? []);
  // onnxruntime-web calls its copy of onnxruntime-common so in its own source map.
  return [...new Set(names.map((name) => (name === 'common' ? 'onnxruntime-common' : name)))];
}
