import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { CONTENDERS } from '../../../scripts/lab/engines/contender.ts';
import type { EnginesResult } from '../../../scripts/lab/engines/measurement.ts';
import { ROOT } from '../../../scripts/kit/paths.ts';
import { temporaryFolder } from '../../unit/scripts/models/temporary.ts';

const NAME = 'mobilenetv3_small_050.lamb_in1k';

it('has both engines answer for a model of made-up weights, in the real Worker', async () => {
  const json = join(temporaryFolder(), 'engines.json');
  const argv = ['--engines', '--models', NAME, '--rounds', '1', '--warm', '2', '--warmup', '0', '--json', json];
  const child = spawn(process.execPath, ['scripts/bench.ts', ...argv], { cwd: ROOT });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += String(chunk)));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  expect([code, output]).toEqual([0, expect.stringContaining(`\n${NAME} (made-up weights)\n`) as string]);

  const { models } = JSON.parse(await readFile(json, 'utf8')) as EnginesResult;
  const [{ model, random, cold, warm } = {} as EnginesResult['models'][number]] = models;
  expect([models.length, model, random]).toEqual([1, NAME, true]);
  expect(Object.keys(cold).sort()).toEqual(Object.values(CONTENDERS).toSorted());
  expect(Object.values(warm).map((answers) => answers.length)).toEqual([2, 2, 2, 2]);
  const { ort, simd, lite } = CONTENDERS;
  const classes = [ort, simd, lite].flatMap((name) => [...(cold[name] ?? []), ...(warm[name] ?? [])]);
  // Whatever the made-up weights see in the picture, both engines see the same.
  expect([classes.length, new Set(classes.map(({ index }) => index)).size]).toEqual([7, 1]);
});
