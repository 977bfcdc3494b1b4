import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

import { expect, it } from 'vitest';

import { ROOT } from '../../../scripts/kit/paths.ts';
import type { FunctionTime } from '../../../scripts/lab/profile/attribution.ts';
import { cpuProfileSchema } from '../../../scripts/lab/profile/cpu-profile.ts';
import { temporaryFolder } from '../../unit/scripts/models/temporary.ts';

it('says where the CPU time of the real Worker goes, and writes flame graphs', async () => {
  const out = temporaryFolder();
  const argv = [
    '--profile',
    '--lite',
    '--requests',
    '40',
    '--turns',
    '2',
    '--warmup',
    '1',
    '--cold',
    '1',
    '--interval',
    '200',
    '--out',
    out,
  ];
  const child = spawn(process.execPath, ['scripts/bench.ts', ...argv], { cwd: ROOT });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += String(chunk)));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  expect([code, output]).toEqual([0, expect.stringMatching(/^inference {2,}[\d.]+ .* 1\.00$/m) as string]);
  // CPU, against nobody, inference, CPU against that, at the client, and that less inference.
  expect(output).toMatch(
    /^nobody {2,}[\d.]+ {2,}1\.00 \[1\.00, 1\.00\] {2,}[\d.]+ {2,}[\d.]+ \[[\d.]+, [\d.]+\] {2,}[\d.]+ {2,}[\d.]+ \[[\d.]+, [\d.]+\]$/m,
  );
  const files = ['profile.json', 'warm.cpuprofile', 'first.cpuprofile'].map((name) => relative(ROOT, join(out, name)));
  expect(output.trimEnd().split('\n').slice(-3)).toEqual(files);

  const json = JSON.parse(await readFile(join(out, 'profile.json'), 'utf8')) as Record<
    'warm' | 'first',
    { answers: number; functions: FunctionTime[]; room_ms: Record<string, number> }
  >;
  expect([json.warm.answers, json.first.answers]).toEqual([40, 1]);
  for (const { room_ms } of [json.warm, json.first]) {
    for (const room of ['photo', 'inference', 'runtime']) expect([room, room_ms[room]]).not.toEqual([room, 0]);
  }
  // A sample is taken now and then, so what takes little time is not in each profile of so few answers.
  const functions = [...json.warm.functions, ...json.first.functions];
  const roomsOf = (file: RegExp): string[] => [
    ...new Set(functions.filter((each) => file.test(each.file)).map(({ room }) => room)),
  ];
  expect(roomsOf(/^(relaxed|plain)\.wasm$/)).toEqual(['inference']);
  expect(roomsOf(/^jpeg\.wasm$/)).toEqual(['photo']);
  expect(roomsOf(/^src\/api\//)).toEqual(['http']);
  expect(functions.filter(({ file }) => file === 'index.js')).toEqual([]);
  const flames = cpuProfileSchema.parse(JSON.parse(await readFile(join(out, 'warm.cpuprofile'), 'utf8')));
  expect(flames.nodes.map(({ callFrame: { url } }) => url)).toContain('src/inference/engines/simd/engine.ts');
});
