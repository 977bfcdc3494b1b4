import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { concat } from '../files/bytes.ts';
import type { Finding } from '../decode/oracle.ts';
import type { RawRequest, Step } from './raw-request.ts';

const noteSchema = z.object({
  reason: z.string(),
  message: z.string(),
  seed: z.number(),
  index: z.number(),
  name: z.string(),
  method: z.string(),
  marker: z.string(),
  /** `send`: so many of the file's bytes, in order. */
  steps: z.array(
    z.union([
      z.object({ send: z.number() }),
      z.object({ pause: z.number() }),
      z.object({ end: z.enum(['half', 'reset']) }),
    ]),
  ),
  expected: z.object({
    statuses: z.array(z.number()),
    door: z.boolean().default(false),
    silence: z.boolean().default(false),
  }),
});

/** A request in a folder. */
export interface SavedRequest extends RawRequest {
  /** Name of its file. */
  readonly file: string;
}

/**
 * Writes the bytes of a request, and a note with its steps and the finding.
 * @returns path of the bytes
 */
export function saveRequest(
  folder: string,
  { name, method, steps, expected, marker }: RawRequest,
  { reason, message, seed, index }: Finding & { readonly seed: number; readonly index: number },
): string {
  const bytes = concat(...steps.flatMap((step) => ('send' in step ? [step.send] : [])));
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 8);
  const file = `http-${name.replaceAll(' ', '-')}-${reason}-${digest}`;
  const note = {
    reason,
    message,
    seed,
    index,
    name,
    method,
    marker,
    steps: steps.map((step) => ('send' in step ? { send: step.send.length } : step)),
    expected,
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${file}.http`), bytes);
  writeFileSync(join(folder, `${file}.json`), `${JSON.stringify(note, null, 2)}\n`);
  return join(folder, `${file}.http`);
}

/** All requests of a folder, by name. */
export function readRequests(folder: string): SavedRequest[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).flatMap((file) => (file.endsWith('.http') ? [file.slice(0, -5)] : []));
  return files.sort().map((file) => {
    const bytes = new Uint8Array(readFileSync(join(folder, `${file}.http`)));
    const { steps, ...note } = noteSchema.parse(JSON.parse(readFileSync(join(folder, `${file}.json`), 'utf8')));
    let at = 0;
    const full = steps.map((step): Step => {
      if (!('send' in step)) return step;
      at += step.send;
      return { send: bytes.subarray(at - step.send, at) };
    });
    return { ...note, steps: full, file };
  });
}
