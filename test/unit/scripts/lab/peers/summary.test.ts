import { expect, it } from 'vitest';

import type { MeasuredPeer } from '../../../../../scripts/lab/peers/measurement.ts';
import { rowsOf } from '../../../../../scripts/lab/peers/summary.ts';

/** A peer that takes so many ms in each round, warm, for each of twenty answers. */
function peerOf(name: string, isOurs: boolean, rounds: readonly number[]): MeasuredPeer {
  const prepare = (): never => expect.unreachable('nothing is measured');
  return {
    description: { name, title: name, place: 'workerd', isOurs, prepare },
    peer: undefined,
    reason: null,
    measurements: rounds.flatMap((ms, round) =>
      Array.from({ length: 20 }, (_, turn) => {
        const observation = { client_ms: ms, infer_ms: ms, index: 388, heap_bytes: null };
        return { round, turn, classify: observation, infer: observation, cpu_ms: null, cold_ms: null };
      }),
    ),
    peaks: [],
  };
}

it('does not take the answers of one process for as many processes', () => {
  const rows = rowsOf([peerOf('ours', true, [10, 10, 10, 10, 10]), peerOf('other', false, [30, 10, 50, 20, 40])]);
  const figures = rows.find(({ name }) => name === 'other')?.figures;
  const ratio = { median: 3, interval: [1, 5], pairs: 100 };
  expect(figures?.end_to_end.ratios).toEqual({ ours: ratio });
  expect(figures?.infer.ratios).toEqual({ ours: ratio });
  expect(figures?.cpu.ratios).toEqual({ ours: undefined });
});
