import { createMiddleware } from 'hono/factory';

import { largeChunks } from '../../upload/large-chunks.ts';
import type { AppEnv } from '../app-env.ts';

/**
 * Reads the body of a request that was refused before anybody has read it, and throws it away, within limits: a sender that
 * is cut off while it sends may see a broken connection instead of the answer that says why.
 */
export const discardRefusedBody = createMiddleware<AppEnv>(async (c, next) => {
  await next();
  const { bodyUsed } = c.req.raw;
  const body: ReadableStream<Uint8Array> | null = c.req.raw.body;
  if (c.res.status < 400 || body === null || bodyUsed || body.locked) return;
  await largeChunks(body, null).cancel();
});
