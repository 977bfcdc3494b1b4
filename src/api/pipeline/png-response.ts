import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';

import type { AppEnv } from '../app-env.ts';

/** A PNG file, as OpenAPI describes it. */
export const pngSchema = z
  .string()
  .openapi({ format: 'binary', description: 'The heat maps over the upright picture, side by side.' });

/** Answers with the bytes of a PNG file. */
export function pngResponse(c: Context<AppEnv>, png: Uint8Array): Response {
  return c.body(new Uint8Array(png), 200, { 'Content-Type': 'image/png' });
}
