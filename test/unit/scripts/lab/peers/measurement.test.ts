import { describe, expect, it } from 'vitest';

import {
  type MeasuredPeer,
  measureRound,
  type PeersPlan,
  type PeersQuestion,
  preparePeer,
} from '../../../../../scripts/lab/peers/measurement.ts';
import type { Observation, Peer, PeerDescription } from '../../../../../scripts/lab/peers/targets/peer.ts';
import { rowsOf } from '../../../../../scripts/lab/peers/summary.ts';

const plan: PeersPlan & PeersQuestion = {
  picture: { name: 'panda.jpg', bytes: new Uint8Array(), type: 'image/jpeg' },
  tensors: { normalised: new Float32Array(), unit: new Float32Array() },
  expected: 388,
  rounds: 2,
  warmup: 1,
  warm: 3,
};

/** A peer that says what it is told to, and keeps a list of what happens. */
function peerOf(
  name: string,
  log: string[],
  says: Partial<Observation> & { listening_ms?: number } = {},
): PeerDescription {
  const observe = (what: string, client_ms: number): Promise<Observation> => {
    log.push(`${name} ${what}`);
    return Promise.resolve({ client_ms, infer_ms: 10, index: 388, heap_bytes: 2 ** 20, ...says });
  };
  const peer: Peer = {
    start: () =>
      Promise.resolve({
        pid: process.pid,
        listening_ms: says.listening_ms ?? 100,
        classify: () => observe('classify', 40),
        infer: () => observe('infer', 20),
        close: () => {
          log.push(`${name} close`);
          return Promise.resolve();
        },
      }),
    upload_bytes: 1000,
    model_bytes: 2000,
  };
  return {
    name,
    title: name.toUpperCase(),
    place: 'workerd',
    isOurs: name === 'a',
    prepare: () => Promise.resolve(peer),
  };
}

async function measure(...peers: PeerDescription[]): Promise<MeasuredPeer[]> {
  const measured = await Promise.all(peers.map((peer) => preparePeer(peer, '/nowhere')));
  for (let round = 0; round < plan.rounds; round++) await measureRound(measured, plan, round);
  return measured;
}

describe('measureRound', () => {
  it('starts all, lets them take turns, and ends them; who begins changes', async () => {
    const log: string[] = [];
    await measure(peerOf('a', log), peerOf('b', log));
    const turn = (...names: string[]): string[] => names.flatMap((name) => [`${name} classify`, `${name} infer`]);
    const warm = (...names: string[]): string[] => Array.from({ length: 4 }, () => turn(...names)).flat();
    expect(log).toEqual([
      ...['a classify', 'b classify', ...warm('a', 'b'), 'a close', 'b close'],
      ...['b classify', 'a classify', ...warm('b', 'a'), 'b close', 'a close'],
    ]);
  });

  it('counts cold answers from the spawn on, and no warm-up', async () => {
    const [a] = await measure(peerOf('a', [], { listening_ms: 250 }));
    expect(a?.measurements).toHaveLength(2 * (1 + 3));
    expect(a?.measurements.flatMap(({ cold_ms }) => cold_ms ?? [])).toEqual([290, 290]);
    expect(a?.measurements.map(({ turn }) => turn)).toEqual([-1, 0, 1, 2, -1, 0, 1, 2]);
  });

  it('voids a peer that sees something else', async () => {
    const log: string[] = [];
    const [a, b] = await measure(peerOf('a', log), peerOf('b', log, { index: 294 }));
    expect(a?.reason).toBeNull();
    expect(b?.reason).toBe('void: it saw class 294 where 388 is on the picture');
    expect(log.filter((line) => line.startsWith('b'))).toEqual(['b classify', 'b close']);
  });

  it('keeps the reason of one that cannot be built or started', async () => {
    const unbuilt = { ...peerOf('b', []), prepare: () => Promise.reject(new Error('no such package\n  at x')) };
    const broken = {
      ...peerOf('c', []),
      prepare: () =>
        Promise.resolve({ start: () => Promise.reject(new Error('it ended')), upload_bytes: null, model_bytes: 1 }),
    };
    const measured = await measure(peerOf('a', []), unbuilt, broken);
    expect(measured.map(({ reason }) => reason)).toEqual([null, 'no such package', 'it ended']);
    expect(rowsOf(measured).map(({ figures }) => figures === null)).toEqual([false, true, true]);
  });
});

describe('rowsOf', () => {
  it('takes medians, and ratios to ours pair by pair', async () => {
    const slow = peerOf('b', [], { client_ms: 60, infer_ms: 25, heap_bytes: null, listening_ms: 220 });
    const [ours, other] = rowsOf(await measure(peerOf('a', []), slow));
    expect(ours?.figures?.cold).toEqual({ median: 140, ratios: {} });
    expect(ours).toMatchObject({ heap_bytes: 2 ** 20, upload_bytes: 1000, model_bytes: 2000, reason: null });
    if (process.platform === 'linux') expect(ours?.process_bytes).toBeGreaterThan(process.memoryUsage().rss / 2);
    expect(other?.figures?.cold).toEqual({
      ...{ median: 280, ratios: { a: { median: 2, interval: [2, 2], pairs: 2 } } },
    });
    expect(other?.figures?.infer).toEqual({
      ...{ median: 25, ratios: { a: { median: 2.5, interval: [2.5, 2.5], pairs: 6 } } },
    });
    expect(other?.figures?.end_to_end).toEqual({
      ...{ median: 60, ratios: { a: { median: 1.5, interval: [1.5, 1.5], pairs: 6 } } },
    });
    expect(other?.heap_bytes).toBeNull();
    // This very process answers at once; where the system counts CPU time, it is counted.
    if (process.platform === 'linux') expect(ours?.figures?.cpu.median).toBeGreaterThanOrEqual(0);
  });

  it('compares with each row of ours', async () => {
    const second = { ...peerOf('b', [], { client_ms: 20 }), isOurs: true };
    const [a, b, c] = rowsOf(await measure(peerOf('a', []), second, peerOf('c', [], { client_ms: 80 })));
    const end = (row: typeof a): (number | undefined)[] =>
      ['a', 'b'].map((name) => row?.figures?.end_to_end.ratios[name]?.median);
    expect([end(a), end(b), end(c)]).toEqual([
      [undefined, 2],
      [0.5, undefined],
      [2, 4],
    ]);
  });
});
