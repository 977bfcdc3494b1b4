import { z } from 'zod';

import type { Picture } from '../../../kit/load/picture.ts';
import { Failure } from '../../../kit/failure.ts';
import type { Observation, RunningPeer, Tensors } from './peer.ts';

const answerSchema = z.object({
  index: z.int(),
  infer_ms: z.number(),
  heap_bytes: z.number().nullable(),
});

/** What a peer answered, without what the client saw. */
export type Answer = z.infer<typeof answerSchema>;

/**
 * Posts a body and takes the time.
 * @throws Failure with what the peer said when it does not answer 200
 */
export async function post(
  url: string,
  body: Uint8Array<ArrayBuffer>,
  type: string,
  read: (answer: unknown) => Answer,
): Promise<Observation> {
  const begin = performance.now();
  const response = await fetch(url, { method: 'POST', body, headers: { 'Content-Type': type } });
  const text = await response.text();
  const client_ms = performance.now() - begin;
  if (!response.ok) throw new Failure(`answered ${response.status}: ${text.slice(0, 200).trim()}`);
  return { client_ms, ...read(JSON.parse(text)) };
}

/** A process that answers `/classify` and `/infer`, as all peers but EdgeLens do. */
export function runningPeer(
  process: Pick<RunningPeer, 'pid' | 'listening_ms' | 'close'> & { readonly origin: string },
  wants: keyof Tensors,
): RunningPeer {
  const { origin, pid, listening_ms, close } = process;
  const read = (answer: unknown): Answer => answerSchema.parse(answer);
  return {
    pid,
    listening_ms,
    close,
    classify: ({ bytes, type }: Picture) => post(`${origin}/classify`, bytes, type, read),
    infer: (tensors) =>
      post(`${origin}/infer`, new Uint8Array(tensors[wants].buffer), 'application/octet-stream', read),
  };
}
