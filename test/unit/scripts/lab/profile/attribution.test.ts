import { expect, it } from 'vitest';

import { attribute } from '../../../../../scripts/lab/profile/attribution.ts';
import { type CpuProfile, joinProfiles } from '../../../../../scripts/lab/profile/cpu-profile.ts';
import { profileReport, roomTimes } from '../../../../../scripts/lab/profile/report.ts';
import { ROOMS } from '../../../../../scripts/lab/profile/rooms.ts';

/** Children by id, function, file, line counted from 1. */
type Call = [id: number, children: number[], functionName: string, url: string, line?: number];

/** One sample of each node that is named, each with its duration in ms. */
function profileOf(calls: Call[], samples: [id: number, ms: number][]): CpuProfile {
  return {
    nodes: calls.map(([id, children, functionName, url, line = 0]) => ({
      id,
      children,
      callFrame: { functionName, scriptId: url, url, lineNumber: line - 1, columnNumber: 0 },
    })),
    samples: [...samples.map(([id]) => id), 1],
    timeDeltas: [0, ...samples.map(([, ms]) => 1000 * ms)],
    startTime: 5000,
    endTime: 5000 + samples.reduce((sum, [, ms]) => sum + 1000 * ms, 0),
  };
}

/** A handler that parses, and a job that decodes and infers; hono, a native function and a collection among them. */
const PROFILE = profileOf(
  [
    [1, [2, 6, 13, 14, 15], '(root)', ''],
    [2, [3], 'dispatch', 'node_modules/hono/dist/compose.js', 24],
    [3, [4, 5], 'classify', 'src/api/routes/classify.ts', 80],
    [4, [], 'parse', 'node_modules/zod/v4/core/parse.js', 7],
    [5, [], 'set', ''],
    [6, [7, 9, 11], '(anonymous)', 'src/inference/job.ts', 150],
    [7, [8], 'decodeImage', 'src/image/decode.ts', 40],
    [8, [], 'wasm-function[26]', 'jpeg.wasm'],
    [9, [10], '#run', 'src/inference/engines/simd/engine.ts', 90],
    [10, [12], 'wasm-function[7]', 'relaxed.wasm'],
    [11, [], 'wasm-function[1]', 'wasm://wasm/12345678'],
    [12, [], '(garbage collector)', ''],
    [13, [], '(idle)', ''],
    [14, [], '(program)', ''],
    [15, [], 'dispatch', 'node_modules/hono/dist/compose.js', 24],
  ],
  // prettier-ignore
  [[2, 1], [3, 2], [4, 3], [5, 4], [6, 5], [7, 6], [8, 7], [9, 8], [10, 9], [11, 10], [12, 11], [13, 100], [14, 12], [15, 13], [8, 14]],
);

it('gives each sample to the room of its function, or of the one that called a package or a native function', () => {
  expect(attribute(PROFILE).rooms).toEqual({
    http: 1 + 2 + 3 + 4 + 13,
    upload: 0,
    photo: 6 + 7 + 14,
    job: 5 + 10,
    inference: 8 + 9,
    verdict: 0,
    latency: 0,
    runtime: 12,
    collector: 11,
  });
});

it('knows functions that are named as what every object has', () => {
  const calls: Call[] = [
    [1, [2], '(root)', ''],
    [2, [3], 'constructor', 'src/api/problem.ts', 10],
    [3, [], 'toString', ''],
  ];
  const { rooms, functions } = attribute(
    profileOf(calls, [
      [2, 3],
      [3, 2],
    ]),
  );
  expect(rooms).toMatchObject({ http: 5 });
  expect(functions.map(({ name, room }) => [name, room])).toEqual([
    ['constructor', 'http'],
    ['toString', 'http'],
  ]);
});

it('sums up a function over all places in the tree, most time first', () => {
  const [first, second] = attribute(PROFILE).functions;
  expect(first).toEqual({ name: 'wasm-function[26]', file: 'jpeg.wasm', line: null, room: 'photo', ms: 21 });
  expect(second).toEqual({
    ...{ name: 'dispatch', file: 'node_modules/hono/dist/compose.js', line: 24 },
    ...{ room: 'http', ms: 14 },
  });
});

it('attributes joined profiles like each of them', () => {
  const joined = joinProfiles([PROFILE, PROFILE]);
  expect(new Set(joined.nodes.map(({ id }) => id)).size).toBe(2 * PROFILE.nodes.length + 1);
  expect(joined.endTime - joined.startTime).toBe(2 * (PROFILE.endTime - PROFILE.startTime));
  const { rooms } = attribute(PROFILE);
  expect(attribute(joined).rooms).toEqual(Object.fromEntries(ROOMS.map((room) => [room, 2 * rooms[room]])));
});

it('counts CPU time that no sample shows to the runtime, for one answer', () => {
  const { rooms } = attribute(PROFILE);
  // 105 ms of samples and 15 beyond them.
  const times = roomTimes({ rooms, answers: 10, cpu_ms: 12 });
  expect(times.runtime).toBeCloseTo((12 + 15) / 10);
  expect(ROOMS.reduce((sum, room) => sum + times[room], 0)).toBeCloseTo(12);
  expect(roomTimes({ rooms, answers: 10, cpu_ms: null }).runtime).toBeCloseTo(1.2);
});

it('prints the rooms and the functions that took most of each', () => {
  const profiled = { ...attribute(PROFILE), answers: 10, cpu_ms: null, thread_ms: null, profile: PROFILE };
  const text = profileReport({ warm: undefined, first: profiled }, 1);
  expect(text).toMatch(/^The first answer of a new process, CPU +ms +share +\/ inference$/m);
  expect(text).toMatch(/^photo +2\.70 +25\.7 % +1\.59$/m);
  expect(text).toMatch(/^photo\n {2}wasm-function\[26\] +2\.10 +jpeg\.wasm$/m);
  expect(text).toContain('This system does not tell the CPU time of a process');
  expect(text).not.toContain('A warm answer');
  // 105 ms of samples in ten answers.
  const busy = { ...profiled, cpu_ms: 10.2, thread_ms: 9.9 };
  expect(profileReport({ warm: undefined, first: busy }, 1)).toContain('which others on this machine or its host took');
  const quiet = profileReport({ warm: undefined, first: { ...busy, thread_ms: 10.2 } }, 1);
  expect(quiet).toMatch(/^ {2}other threads +0\.00$/m);
  expect(quiet).not.toContain('busy');
});
