import type { Context } from 'hono';
import { accepts } from 'hono/accepts';

import type { AppEnv } from '../app-env.ts';
import type { PictureAnswer } from './picture-pipeline.ts';

/** Whether a client would rather have a picture than JSON. */
export function prefersPicture(c: Context<AppEnv>): boolean {
  const supports = ['application/json', 'image/png'];
  return accepts(c, { header: 'Accept', supports, default: 'application/json' }) === 'image/png';
}

/** What a client would rather have of a classification. */
export function wantedAnswer(c: Context<AppEnv>): string {
  const supports = ['application/json', 'image/png', 'application/x-ndjson'];
  return accepts(c, { header: 'Accept', supports, default: 'application/json' });
}

/** Answers with the heat maps that were drawn. */
export function pngResponse(c: Context<AppEnv>, { png }: PictureAnswer): Response {
  if (png === undefined) throw new Error('nothing was drawn');
  return c.body(new Uint8Array(png), 200, { 'Content-Type': 'image/png' });
}
