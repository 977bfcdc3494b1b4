import { withDeadline } from '../latency/deadline.ts';

/** How long the bucket may take until it answers, and from one piece of a file to the next, in ms. */
const PATIENCE_MS = 5000;

/** Bytes of one read. A reader that passes no buffer gets at most 4 KiB at a time from workerd. */
const CHUNK_BYTES = 512 * 1024;

/**
 * Reads a file of the bucket. All who want its model wait for it, so that it must come to an end.
 * @returns 404 where there is none
 * @throws DeadlineError when the bucket does not answer in time; the body fails when it does not go on in time
 */
export async function readBucketFile(bucket: R2Bucket, path: string): Promise<Response> {
  const object = await withDeadline(bucket.get(path), PATIENCE_MS);
  if (object === null) return new Response(null, { status: 404 });
  return new Response(inTime(object.body as ReadableStream<Uint8Array>));
}

function inTime(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const reader = body.getReader({ mode: 'byob' });
  return new ReadableStream({
    type: 'bytes',
    pull: async (controller) => {
      try {
        const { done, value } = await withDeadline(reader.read(new Uint8Array(CHUNK_BYTES)), PATIENCE_MS);
        if (!done) {
          controller.enqueue(value);
          return;
        }
        controller.close();
        // Whoever waits with a buffer of his own learns of the end by this.
        controller.byobRequest?.respond(0);
      } catch (error) {
        controller.error(error);
        reader.cancel(error).catch(() => undefined);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
