import { mkdirSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';

import { build } from 'esbuild';
import { expect, it } from 'vitest';

import { cpuProfileSchema } from '../../../../../scripts/lab/profile/cpu-profile.ts';
import { nameSources, readSources } from '../../../../../scripts/lab/profile/sources.ts';
import { ROOT } from '../../../../../scripts/kit/paths.ts';
import { temporaryFolder } from '../../models/temporary.ts';

/** Two functions of each kind of name that a bundler makes shorter, or cannot. */
const SOURCE = `
/** In a line of its own. */
export function spin(until: number): number {
  let sum = 0;
  while (performance.now() < until) sum += Math.sqrt(sum + 1);
  return sum;
}
class Wheel {
  turn(until: number): number {
    return this.#inner(until);
  }
  #inner(until: number): number {
    let sum = 0;
    while (performance.now() < until) sum += Math.sqrt(sum + 2);
    return sum;
  }
}
const arrow = (until: number): number => {
  let sum = 0;
  while (performance.now() < until) sum += Math.sqrt(sum + 3);
  return sum;
};
export function work(ms: number): number {
  const wheel = new Wheel();
  return spin(performance.now() + ms) + wheel.turn(performance.now() + ms) + arrow(performance.now() + ms);
}
`;

it('names what a minified bundle was made of, by a real profile of V8', async () => {
  const folder = temporaryFolder();
  const source = join(folder, 'wheel.ts');
  const bundle = join(folder, 'bundle');
  mkdirSync(bundle);
  writeFileSync(source, SOURCE);
  const outfile = join(bundle, 'index.js');
  await build({ entryPoints: [source], outfile, bundle: true, minify: true, format: 'cjs', sourcemap: true });
  // Not by import(), whose files vitest transforms.
  const { work } = createRequire(import.meta.url)(outfile) as { work: (ms: number) => number };

  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.start');
  work(200);
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();

  const named = nameSources(cpuProfileSchema.parse(profile), readSources(bundle, new Map()));
  const lines = SOURCE.split('\n');
  const found = named.nodes
    .filter(({ callFrame: { url } }) => url === relative(ROOT, source))
    .map(({ callFrame: { functionName, lineNumber } }) => [functionName, lines[lineNumber]]);
  expect(Object.fromEntries(found)).toMatchObject({
    spin: 'export function spin(until: number): number {',
    '#inner': '  #inner(until: number): number {',
    arrow: 'const arrow = (until: number): number => {',
    work: 'export function work(ms: number): number {',
  });
});

it('tells WebAssembly modules by their size, and leaves what it does not know', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'index.js'), '');
  writeFileSync(join(folder, 'index.js.map'), '{"version":3,"sources":[],"names":[],"mappings":""}');
  writeFileSync(join(folder, `${'0'.repeat(40)}-jpeg.wasm`), new Uint8Array(11));
  const sourceOf = readSources(folder, new Map([['7', 11]]));
  const frame = {
    functionName: 'wasm-function[3]',
    scriptId: '7',
    url: 'wasm://wasm/000f',
    lineNumber: 0,
    columnNumber: 9,
  };
  expect(sourceOf(frame)).toMatchObject({ functionName: 'wasm-function[3]', url: 'jpeg.wasm', lineNumber: -1 });
  expect(sourceOf({ ...frame, scriptId: '8' }).url).toBe('wasm://wasm/000f');
  const native = { functionName: '', scriptId: '0', url: '', lineNumber: -1, columnNumber: -1 };
  expect(sourceOf(native)).toEqual({ ...native, functionName: '(native)' });
});
