import { describe, expect, it } from 'vitest';

import { flatnessOf } from '../../../../../scripts/lab/soak/flatness.ts';
import type { SoakRun } from '../../../../../scripts/lab/soak/soak.ts';
import { timelineOf } from '../../../../../scripts/lab/soak/timeline.ts';

const MIB = 2 ** 20;
const MINUTE = 60_000;

/** A soak of six minutes: memory as functions of the minute. */
function run(
  heap: (minute: number) => number | null,
  rss: (minute: number) => number,
  reference: number | null = null,
): SoakRun {
  const seconds = [...Array(360).keys()];
  return {
    referenceHeapBytes: reference === null ? null : MIB * reference,
    samples: seconds.map((second) => {
      const bytes = heap(second / 60);
      return {
        kind: 'phone',
        model: 'small',
        isSlow: false,
        due_ms: 1000 * second,
        took_ms: 50 + second,
        outcome: second === 200 ? ('unexpected' as const) : ('expected' as const),
        reason: null,
        status: second === 200 ? 500 : 200,
        heapBytes: bytes === null ? null : MIB * bytes,
        usedBytes: null,
      };
    }),
    readings: seconds.map((second) => ({
      at_ms: 1000 * second,
      rssBytes: MIB * rss(second / 60),
      cpuSeconds: second / 4,
    })),
  };
}

describe('flatnessOf', () => {
  it('takes memory that swings for flat, whatever happened in the first third', () => {
    const swinging = run(
      (minute) => (minute < 1 ? 40 : 57),
      (minute) => (minute < 2 ? 200 + 100 * minute : 400 + 20 * Math.sin(40 * minute)),
    );
    const { heap, rss } = flatnessOf(swinging, 6 * MINUTE);
    expect(heap).toEqual({ before: 57 * MIB, last: 57 * MIB, isFlat: true });
    expect(rss?.isFlat).toBe(true);
    expect((rss?.slopes[0] ?? 0) / MIB).toBeGreaterThan(50);
    expect(Math.abs(rss?.slopes[1] ?? 100 * MIB) / MIB).toBeLessThan(5);
  });

  it('sees a heap that grew by more than a tenth beyond all that it had before', () => {
    const late = (bytes: number, reference: number | null = null): unknown =>
      flatnessOf(
        run(
          (minute) => (minute < 5 ? 50 : bytes),
          () => 400,
          reference,
        ),
        6 * MINUTE,
      ).heap;
    expect(late(55)).toEqual({ before: 50 * MIB, last: 55 * MIB, isFlat: true });
    expect(late(55 + 1 / 16)).toMatchObject({ isFlat: false });
    // It had as much when each model had been asked once.
    expect(late(80, 73)).toEqual({ before: 73 * MIB, last: 80 * MIB, isFlat: true });
    expect(late(81, 73)).toMatchObject({ isFlat: false });
  });

  it('sees a process that keeps a picture with each request', () => {
    // 150 KiB, 360 times a minute.
    const { rss } = flatnessOf(
      run(
        () => 57,
        (minute) => 400 + 52.7 * minute,
      ),
      6 * MINUTE,
    );
    expect(rss?.isFlat).toBe(false);
    expect((rss?.slopes[1] ?? 0) / MIB).toBeCloseTo(52.7, 3);
  });

  it('does not judge what nobody told, or a process in its first two minutes', () => {
    const silent = run(
      () => null,
      () => 400,
    );
    expect(flatnessOf(silent, 6 * MINUTE).heap).toBeNull();
    expect(flatnessOf({ ...silent, readings: [] }, 6 * MINUTE).rss).toBeNull();
    const early = {
      referenceHeapBytes: null,
      samples: silent.samples.filter(({ due_ms }) => due_ms < MINUTE),
      readings: silent.readings.filter(({ at_ms }) => at_ms < MINUTE),
    };
    expect(flatnessOf(early, MINUTE).rss?.isFlat).toBeNull();
  });
});

describe('timelineOf', () => {
  it('cuts a soak into equal parts and leaves nothing out', () => {
    const slices = timelineOf(
      run(
        () => 57,
        (minute) => 400 + minute,
      ),
      6 * MINUTE,
      6,
    );
    expect(slices.map(({ requests }) => requests)).toEqual([60, 60, 60, 60, 60, 60]);
    expect(slices.map(({ unexpected }) => unexpected)).toEqual([0, 0, 0, 1, 0, 0]);
    // The 60 times of the second minute are 110 to 169 ms: places 29.5 and 58.41, counted from 0.
    expect(slices[1]).toMatchObject({ from: MINUTE, to: 2 * MINUTE, p50: 139.5, p99: 168.41, heapBytes: 57 * MIB });
    expect((slices[1]?.rssBytes ?? 0) / MIB).toBeCloseTo(401 + 59 / 60, 6);
    // What is late belongs to the last part.
    const late = timelineOf(
      {
        samples: run(
          () => 1,
          () => 1,
        ).samples.slice(0, 10),
        referenceHeapBytes: null,
        readings: [],
      },
      5000,
      1,
    );
    expect(late[0]).toMatchObject({ requests: 10, rssBytes: null });
  });
});
