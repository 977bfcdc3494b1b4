import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { build } from 'esbuild';
import { expect, it } from 'vitest';

import { kernelPath } from '../../scripts/build/kernels.ts';
import { pixelsOf } from '../../scripts/models/onnx/runtime.ts';
import { findEntry, WORKSPACE } from '../../scripts/models/workspace.ts';
import type { ModelEntry } from '../../src/catalogue/manifest.ts';
import { SimdEngine } from '../../src/inference/engines/simd/engine.ts';
import { PICTURE } from '../../scripts/kit/paths.ts';
import { describeBrowser } from './kit/page.ts';

const MODELS = ['mobilenetv3_small_distilled', 'mobilenetv3_small_distilled_int8', 'efficientnet_b0_int8'];
const BUILDS = ['relaxed', 'plain'] as const;

const planOf = ({ files }: ModelEntry): string =>
  join(WORKSPACE.models, files.find(({ role }) => role === 'plan')?.path ?? '');

describeBrowser('the SIMD engine in a page', (visit) => {
  it.each(MODELS)('gives the logits of %s that it gives in Node', async (name) => {
    const entry = await findEntry(WORKSPACE, name);
    const pixels = await pixelsOf(new Uint8Array(await readFile(PICTURE)), entry.input);
    const { outputFiles } = await build({
      ...{ entryPoints: [join(import.meta.dirname, 'fixtures/engine-page.ts')], bundle: true, write: false },
      ...{ format: 'esm', target: 'es2022' },
    });
    const served: Readonly<Record<string, () => Promise<Buffer> | Buffer>> = {
      '/': () => Buffer.from('<!doctype html><script type="module" src="script.js"></script>'),
      '/script.js': () => Buffer.from(outputFiles[0]?.contents ?? ''),
      '/relaxed.wasm': () => readFile(kernelPath('relaxed')),
      '/plain.wasm': () => readFile(kernelPath('plain')),
      '/pixels': () => Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength),
    };
    const { page } = await visit('desktop');
    await page.route('http://engine.test/**', async (route) => {
      const { pathname } = new URL(route.request().url());
      const body = await (served[pathname] ?? (() => readFile(planOf(entry))))();
      const contentType =
        pathname === '/' ? 'text/html' : pathname.endsWith('.js') ? 'text/javascript' : 'application/wasm';
      await route.fulfill({ body, contentType });
    });
    await page.goto('http://engine.test/');
    await page.waitForFunction(() => 'run' in globalThis);

    for (const build of BUILDS) {
      const engine = new SimdEngine(await WebAssembly.compile(await readFile(kernelPath(build))));
      await engine.load(
        entry,
        new Map([[entry.files.find(({ role }) => role === 'plan')?.path ?? '', await readFile(planOf(entry))]]),
      );
      const expected = [...(await engine.run(entry, pixels, ['logits'])).logits.data];
      const got = await page.evaluate(
        ([kernels, model]) =>
          (globalThis as unknown as { run: (kernels: string, entry: unknown) => Promise<number[]> }).run(
            kernels,
            model,
          ),
        [`${build}.wasm`, entry] as const,
      );
      expect(got).toEqual(expected);
      expect(got.indexOf(Math.max(...got))).toBe(388);
    }
  });
});
