import { describe, expect, it } from 'vitest';

import { browserSpans, serverSpans } from '../../../../src/web/answer/time-spans.ts';

const spansOf = (spans: ReturnType<typeof browserSpans>): [string, number, number][] =>
  spans.map(({ phase, start, ms }) => [phase, start, ms]);

describe("the browser's lane", () => {
  const times = { prepared: 30, uploaded: 50, answered: 160, read: 162 };

  it('lays its steps end to end, the network being what the server does not account for', () => {
    expect(spansOf(browserSpans({ ...times, rendered: 190 }, 90))).toEqual([
      ['prepare', 0, 30],
      ['upload', 30, 20],
      ['wait', 50, 110],
      ['network', 50, 20],
      ['download', 160, 2],
      ['render', 162, 28],
    ]);
    expect(browserSpans(times, 90).map(({ phase }) => phase)).not.toContain('render');
  });

  it('ends an upload when the server must have had it all, where the browser noticed late', () => {
    expect(spansOf(browserSpans({ ...times, uploaded: 130 }, 90)).slice(1, 4)).toEqual([
      ['upload', 30, 40],
      ['wait', 70, 90],
      ['network', 70, 0],
    ]);
  });

  it('has no step that takes less than nothing, whatever the server claims', () => {
    for (const total of [0, 90, 5000]) {
      for (const { ms, start } of browserSpans(times, total)) {
        expect(ms).toBeGreaterThanOrEqual(0);
        expect(start).toBeGreaterThanOrEqual(0);
      }
    }
  });
});

describe("the server's lane", () => {
  const times = {
    ...{ receive_ms: 5, queue_ms: 1, rpc_ms: 0, total_ms: 100 },
    phases: [['load', 0] as const, ['decode', 10] as const, ['infer', 80, 'B0'] as const, ['explain', null] as const],
  };

  it('ends where the answer came, and names what no phase accounts for', () => {
    const spans = serverSpans(times, 160);
    expect(spansOf(spans)).toEqual([
      ['receive', 55, 5],
      ['queue', 60, 1],
      ['rpc', 61, 0],
      ['load', 61, 0],
      ['decode', 61, 10],
      ['infer', 71, 80],
      ['rest', 151, 9],
    ]);
    expect(spans.find(({ phase }) => phase === 'infer')?.model).toBe('B0');
  });

  it('begins with the receiving where nobody says when the answer came', () => {
    expect(spansOf(serverSpans(times)).slice(0, 2)).toEqual([
      ['receive', 0, 5],
      ['queue', 5, 1],
    ]);
  });
});
