import { describe, expect, it } from 'vitest';

import { largeChunks } from '../../../src/upload/large-chunks.ts';

/** Bytes 0, 1, 2... up to 255, and again. */
const numbered = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i);

/** A stream that gives these bytes as fast as they are asked for, and counts what it gave. */
class Sender {
  sent = 0;
  readonly stream: ReadableStream<Uint8Array>;

  constructor(bytes: Uint8Array) {
    this.stream = new ReadableStream({
      type: 'bytes',
      pull: (controller) => {
        const { byobRequest } = controller;
        const view = byobRequest?.view;
        if (byobRequest === null || !(view instanceof Uint8Array)) throw new Error('no buffer was passed');
        const some = bytes.subarray(this.sent, this.sent + view.byteLength);
        if (some.length === 0) controller.close();
        view.set(some);
        this.sent += some.length;
        byobRequest.respond(some.length);
      },
    });
  }
}

describe('largeChunks', () => {
  it.each([null, 0, 1, 5000, 10_000, 10_001, 2 ** 40])('gives all bytes where %s were announced', async (announced) => {
    const bytes = numbered(10_000);
    const body = largeChunks(new Sender(bytes).stream, announced);
    const parts: number[] = [];
    for (;;) {
      const { done, value } = await body.read();
      if (done) break;
      parts.push(...value);
    }
    expect(Uint8Array.from(parts)).toEqual(bytes);
  });

  it('gives a small body in one piece', async () => {
    const body = largeChunks(new Sender(numbered(30_000)).stream, 30_000);
    expect((await body.read()).value).toEqual(numbered(30_000));
    expect((await body.read()).done).toBe(true);
  });

  it('throws the rest away when it is cancelled, and gives nothing of it any more', async () => {
    const sender = new Sender(new Uint8Array(2 ** 20));
    const body = largeChunks(sender.stream, 2 ** 20);
    expect((await body.read()).value).toHaveLength(2 ** 18);
    await body.cancel();
    expect(sender.sent).toBe(2 ** 20);
    expect(await body.read()).toEqual({ done: true, value: undefined });
  });

  it('leaves the rest where nobody waits for an answer', async () => {
    const sender = new Sender(new Uint8Array(2 ** 20));
    const body = largeChunks(sender.stream, 2 ** 20, 'left');
    expect((await body.read()).value).toHaveLength(2 ** 18);
    await body.cancel();
    expect(sender.sent).toBe(2 ** 18);
    expect(await body.read()).toEqual({ done: true, value: undefined });
  });

  it('throws the rest away although this program stood still for longer than a sender may', async () => {
    let sent = 0;
    const stream = new ReadableStream({
      type: 'bytes',
      pull: async (controller) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        // As a decoder that computes: no byte can be read meanwhile.
        if (sent === 3) for (const end = Date.now() + 2500; Date.now() < end;);
        sent++;
        const view = controller.byobRequest?.view;
        if (view === null || view === undefined) throw new Error('no buffer was passed');
        controller.byobRequest?.respond(Math.min(1000, view.byteLength));
        if (sent === 10) controller.close();
      },
    });
    await largeChunks(stream, null).cancel();
    expect(sent).toBe(10);
  });

  it('does not wait for a sender that stalls', async () => {
    let sent = 0;
    const stream = new ReadableStream({
      type: 'bytes',
      pull: (controller) => {
        if (sent++ > 0) return new Promise(() => undefined);
        controller.byobRequest?.respond(1000);
        return undefined;
      },
    });
    const begin = Date.now();
    await largeChunks(stream, null).cancel();
    expect([sent, Date.now() - begin >= 1990]).toEqual([2, true]);
  });

  it('throws away no more than 64 MiB and a chunk', async () => {
    const sender = new Sender(new Uint8Array(2 ** 27));
    await largeChunks(sender.stream, null).cancel();
    expect(sender.sent).toBe(2 ** 26);
  });
});
