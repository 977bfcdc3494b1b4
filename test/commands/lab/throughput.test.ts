import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { spawn } from 'node:child_process';

import { expect, it } from 'vitest';

import { ROOT } from '../../../scripts/kit/paths.ts';
import type { ThroughputFigures } from '../../../scripts/lab/throughput/figures.ts';
import { temporaryFolder } from '../../unit/scripts/models/temporary.ts';

it('loads the real Worker beyond what it can answer, and tells what was refused', async () => {
  const out = temporaryFolder();
  const counts = ['--rounds', '1', '--alone', '3', '--warmup', '1', '--loads', '0.5,8', '--seconds', '2'];
  const argv = ['--throughput', '--lite', '--shrink', '256', ...counts, '--out', out];
  const child = spawn(process.execPath, ['scripts/bench.ts', ...argv], { cwd: ROOT });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += String(chunk)));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  expect([code, output]).toEqual([0, expect.stringContaining('answers a second') as string]);
  const files = ['throughput.json', 'throughput.svg'].map((name) => relative(ROOT, join(out, name)));
  expect(output.trimEnd().split('\n').slice(-2)).toEqual(files);

  const { figures } = JSON.parse(await readFile(join(out, 'throughput.json'), 'utf8')) as {
    figures: ThroughputFigures;
  };
  const [half, eightfold] = figures.loads;
  expect([half?.load, eightfold?.load]).toEqual([0.5, 8]);
  expect(half?.client?.count).toBeGreaterThan(0);
  // Eight times as much as it can answer in two seconds fills a queue of 16.
  expect(eightfold?.refused).toBeGreaterThan(0);
  expect(eightfold?.client?.count).toBeGreaterThan(0);
  expect(figures.loads.map(({ without_retry_after }) => without_retry_after)).toEqual([0, 0]);
  expect(await readFile(join(out, 'throughput.svg'), 'utf8')).toContain('Latency against load');
});
