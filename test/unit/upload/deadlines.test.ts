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
    const outcome = refusal(readUpload(body.stream, options), 'too_slow').then(({ message, detail }) => {
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
      detail: { received_bytes: 20, elapsed_ms: 2049, idle_ms: 1000 },
      at: 2049,
    });
    expect(inspect).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('because nothing comes at all, or only empty pieces', async () => {
    expect(await lateness(new SlowBody([], 0), { idleMs: 1000 })).toMatchObject({ at: 1000 });
    expect(await lateness(new SlowBody(Array<number>(30).fill(90), 0), { idleMs: 1000 })).toMatchObject({ at: 1000 });
  });

  it('because too little comes', async () => {
    const trickle = Array<number>(1000).fill(100);
    const limits = { graceMs: 1050, minBytesPerSecond: 200 };
    // 100 bytes a second: after 2050 ms, 200 have come, for which 1050 + 1000 ms are allowed.
    expect(await lateness(new SlowBody(trickle, 10), limits)).toEqual({
      message:
        'Only 200 bytes arrived in 2050 ms. After the first 1050 ms, at least 200 bytes must arrive in each second. ' +
        'Send a smaller picture, or try again over a better connection.',
      detail: { received_bytes: 200, elapsed_ms: 2050, grace_ms: 1050, min_bytes_per_second: 200 },
      at: 2050,
    });
    // 200 bytes a second are enough for as long as an upload may last.
    expect(await lateness(new SlowBody(trickle, 20), limits)).toMatchObject({ at: LIMITS.totalMs });
  });

  it('because it takes too long, however much comes', async () => {
    expect(await lateness(new SlowBody(Array<number>(1000).fill(100), 100), { totalMs: 5050 })).toEqual({
      message:
        'The body was not complete after 5050 ms: 5000 bytes had arrived. Send a smaller picture, or try again over a better connection.',
      detail: { received_bytes: 5000, elapsed_ms: 5050, total_ms: 5050 },
      at: 5050,
    });
  });
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
