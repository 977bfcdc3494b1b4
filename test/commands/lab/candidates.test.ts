import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { ROOT } from '../../../scripts/kit/paths.ts';
import { candidateFiguresSchema } from '../../../src/catalogue/candidate-figures.ts';
import { servedFiles } from '../../../src/catalogue/served-files.ts';
import { entryOf } from '../../unit/scripts/models/onnx/onnxruntime.ts';
import { temporaryFolder } from '../../unit/scripts/models/temporary.ts';

async function bench(...argv: string[]): Promise<{ code: number | null; printed: string; noted: string }> {
  const child = spawn(process.execPath, ['scripts/bench.ts', '--candidates', ...argv], { cwd: ROOT });
  const text = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', (chunk: Buffer) => (text[stream] += String(chunk)));
  }
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, printed: text.stdout, noted: text.stderr };
}

it('measures a candidate in both engines, with its own weights and with random ones', async () => {
  const json = join(temporaryFolder(), 'candidates.json');
  const argv = ['--models', 'mobilenetv3_small*', '--rounds', '1', '--runs', '2', '--warmup', '1'];
  const { code, printed, noted } = await bench(...argv, '--json', json);
  expect([code, noted]).toEqual([
    0,
    expect.stringContaining('round 1 of 1: mobilenetv3_small_distilled, simd') as string,
  ]);
  expect(printed).toMatch(/^mobilenetv3_small_100\.lamb_in1k +own \(mobilenetv3_small_distilled\) /m);

  const { candidates, control, command } = candidateFiguresSchema.parse(JSON.parse(await readFile(json, 'utf8')));
  expect(command).toBe(['npm run bench -- --candidates', ...argv].join(' '));
  const entry = entryOf('mobilenetv3_small_distilled');
  const [{ parameters, macs, engines } = { parameters: 0, macs: 0, engines: [] }] = candidates;
  expect([candidates.length, parameters, macs]).toEqual([1, entry.parameters, entry.macs]);
  expect(engines.map(({ engine, runs, processes }) => [engine, runs, processes])).toEqual([
    ['onnxruntime', 2, 1],
    ['simd', 2, 1],
  ]);
  for (const { engine, load_ms, first_ms, warm_ms, cpu_ms, picture_ms, heap_bytes, fits } of engines) {
    for (const time of [load_ms, first_ms, warm_ms, cpu_ms, picture_ms]) expect(time).toBeGreaterThan(0);
    const files = servedFiles(entry, engine);
    const model = files.reduce((sum, { bytes }) => sum + bytes, 0);
    expect(heap_bytes).toBeGreaterThan(model);
    expect(fits.memory.model_bytes).toBe(model);
    expect(fits.upload.with_model_bytes - fits.upload.bytes).toBe(model);
    expect(fits.asset.bytes).toBe(Math.max(...files.map(({ bytes }) => bytes)));
    expect(fits.memory.fits).toBe(true);
  }
  expect(control.map(({ engine }) => engine)).toEqual(['onnxruntime', 'simd']);
});

it('says in one sentence what is wrong', async () => {
  const endings = await Promise.all([
    bench('--models', 'vit*'),
    bench('--picture', 'none.jpg'),
    bench('--models', 'resnet50', '--engine', 'simd'),
  ]);
  expect(endings.map(({ code }) => code)).toEqual([2, 2, 1]);
  expect(endings[0].noted).toContain('no candidate matches "vit*"');
  expect(endings[1].noted).toContain('there is no picture none.jpg');
  expect(endings[2].noted).toMatch(/resnet50\.a1_in1k: left out, .*no SIMD kernel for operator MaxPool/);
  expect(endings[2].noted).toContain('the SIMD engine can run none of them');
  for (const { noted } of endings) expect(noted).not.toMatch(/^\s+at /m);
});

it('leaves nothing behind when it is told to end', async () => {
  const folder = temporaryFolder();
  const env = { ...process.env, TMPDIR: folder, TEMP: folder };
  const argv = ['scripts/bench.ts', '--candidates', '--models', 'mobilenetv3_small*', '--rounds', '100'];
  const child = spawn(process.execPath, argv, { cwd: ROOT, env });
  const ended = new Promise((resolve) => child.once('close', resolve));
  let noted = '';
  child.stderr.on('data', (chunk: Buffer) => {
    noted += String(chunk);
    if (noted.includes('round 1 of 100')) child.kill('SIGINT');
  });
  expect([await ended, noted]).toEqual([130, expect.stringContaining('round 1 of 100') as string]);
  expect((await readdir(folder)).filter((name) => name.startsWith('edgelens-'))).toEqual([]);
});
