import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { readUpload, type UploadLimits, type UploadOptions } from '../../../src/upload/upload.ts';
import { LIMITS, refusal, upload } from './bodies.ts';

const NEVER = new Promise<never>(() => undefined);

/** A body of one piece after each of these waits in ms, and of nothing more, not even an end. */
class SlowBody {
  cancelled = false;
  readonly stream: ReadableStream<Uint8Array>;

  constructor(waits: Iterable<number>, pieceBytes: number) {
    const rest: Iterator<number, unknown> = waits[Symbol.iterator]();
    this.stream = new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        const { done, value } = rest.next();
        if (done === true) return NEVER;
        await new Promise((resolve) => setTimeout(resolve, value));
        if (!this.cancelled) controller.enqueue(new Uint8Array(pieceBytes));
        return undefined;
      },
      cancel: () => {
        this.cancelled = true;
        return NEVER;
      },
    });
  }
}

describe('a body that comes too slowly', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Reads a body until it is refused for being slow: with which words and numbers, and when. */
  async function lateness(
    body: SlowBody,
    limits: Partial<UploadLimits>,
    hooks: Partial<UploadOptions> = {},
  ): Promise<{ message: string; detail: object; at: number }> {
    const begin = performance.now();
    const options = { contentType: 'image/jpeg', limits: { ...LIMITS, ...limits }, ...hooks };
    const outcome = refusal(readUpload(body.stream.getReader(), options), 'too_slow').then(({ message, detail }) => {
      return { message, detail, at: performance.now() - begin };
    });
    await vi.advanceTimersByTimeAsync(200_000);
    expect(body.cancelled).toBe(true);
    return outcome;
  }

  it('because nothing comes any more', async () => {
    const inspect = vi.fn();
    const late = await lateness(new SlowBody([50, 999], 10), { idleMs: 1000 }, { inspect });
    expect(late).toEqual({
      message:
        'No byte arrived for 1000 ms, after 20 bytes. Send a smaller picture, or try again over a better connection.',
      detail: { received_bytes: 20, elapsed_ms: 2099, idle_ms: 1000 },
      at: 2099,
    });
    expect(inspect).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('because nothing comes at all, or only empty pieces', async () => {
    expect(await lateness(new SlowBody([], 0), { idleMs: 1000 })).toMatchObject({ at: 1050 });
    expect(await lateness(new SlowBody(Array<number>(30).fill(90), 0), { idleMs: 1000 })).toMatchObject({ at: 1050 });
  });

  it('because too little comes', async () => {
    const trickle = Array<number>(1000).fill(100);
    const limits = { graceMs: 1050, minBytesPerSecond: 200 };
    // 100 bytes a second: after 2050 ms, 200 have come, for which 1050 + 1000 ms are allowed; the last ten are not enough.
    expect(await lateness(new SlowBody(trickle, 10), limits)).toEqual({
      message:
        'Only 210 bytes arrived in 2100 ms. After the first 1050 ms, at least 200 bytes must arrive in each second. ' +
        'Send a smaller picture, or try again over a better connection.',
      detail: { received_bytes: 210, elapsed_ms: 2100, grace_ms: 1050, min_bytes_per_second: 200 },
      at: 2100,
    });
    // 200 bytes a second are enough for as long as an upload may last.
    expect(await lateness(new SlowBody(trickle, 20), limits)).toMatchObject({ at: LIMITS.totalMs });
  });

  it('because it takes too long, however much comes', async () => {
    expect(await lateness(new SlowBody(Array<number>(1000).fill(100), 100), { totalMs: 5050 })).toEqual({
      message:
        'The body was not complete after 5050 ms: 5100 bytes had arrived. Send a smaller picture, or try again over a better connection.',
      detail: { received_bytes: 5100, elapsed_ms: 5100, total_ms: 5050 },
      at: 5100,
    });
  });
});

it('does not blame a sender for bytes that came in time, and were read late', async () => {
  let piece = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      piece++;
      if (piece > 2) {
        controller.close();
        return;
      }
      if (piece === 2) {
        // Nothing else runs meanwhile, the timers of the deadlines included; what has arrived is read after them.
        for (const end = performance.now() + 400; performance.now() < end;);
        await new Promise((resolve) => setImmediate(resolve));
      }
      controller.enqueue(Uint8Array.of(piece));
    },
  });
  const limits = { ...LIMITS, idleMs: 100, graceMs: 100, minBytesPerSecond: 1 };
  expect(await readUpload(body.getReader(), { contentType: 'image/jpeg', limits })).toEqual(Uint8Array.of(1, 2));
});

it('leaves no timer behind, however an upload ends', async () => {
  vi.useFakeTimers();
  try {
    await upload([Uint8Array.of(1)], 'image/jpeg');
    await refusal(upload([], 'image/jpeg'), 'empty');
    await refusal(upload([Uint8Array.of(1)], 'text/plain'), 'unsupported_media_type');
    await refusal(upload([new Uint8Array(LIMITS.maxBytes + 1)], 'image/jpeg'), 'too_large');
    await refusal(upload([Uint8Array.of(1)], 'multipart/form-data; boundary=x'), 'malformed_form');
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

it('ends endless empty pieces that leave no time to any timer', async () => {
  const pieces = (function* () {
    for (;;) yield new Uint8Array();
  })();
  await refusal(upload(pieces, 'image/jpeg', { limits: { ...LIMITS, totalMs: 5 } }), 'too_slow');
});
