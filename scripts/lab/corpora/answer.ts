import { z } from 'zod';

import { reasonOf } from '../../kit/failure.ts';

/** What a Worker answered to a file. */
export interface Answer {
  /** Null when no answer came. */
  readonly status: number | null;
  /** Last part of a problem's `type`; null where the answer is no problem. */
  readonly problem: string | null;
  /** A sentence: why it was refused, or what happened instead of an answer; null for a picture. */
  readonly detail: string | null;
}

const problemSchema = z.object({ type: z.string(), detail: z.string() });

/** The small model: which one looks does not change whether a file can be read. */
const PATH = '/v1/classify?model=mobilenetv3_small';

/**
 * Posts a file as it is. Never throws.
 * @param origin without a slash at the end
 * @param patience how long to wait for the answer, in ms
 */
export async function askWorker(origin: string, file: Uint8Array<ArrayBuffer>, patience: number): Promise<Answer> {
  try {
    const response = await fetch(`${origin}${PATH}`, {
      method: 'POST',
      body: file,
      headers: { 'Content-Type': 'application/octet-stream' },
      signal: AbortSignal.timeout(patience),
    });
    const { status } = response;
    const text = await response.text();
    if (status === 200) return { status, problem: null, detail: null };
    const { data } = problemSchema.safeParse(parse(text));
    if (data === undefined) return { status, problem: null, detail: text.slice(0, 200) };
    return { status, problem: data.type.split('/').at(-1) ?? null, detail: data.detail };
  } catch (error) {
    // undici's "fetch failed" hides what happened in its cause.
    const cause = error instanceof TypeError ? (error.cause ?? error) : error;
    return { status: null, problem: null, detail: reasonOf(cause) };
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
