import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { reasonOf } from '../../../kit/failure.ts';
import { type Answer, readAnswer } from './answer.ts';
import type { RawRequest, Step } from './raw-request.ts';

/** What came back. */
export type Reply =
  | { readonly answer: Answer }
  /** Bytes that are not HTTP. */
  | { readonly garbage: string }
  /** The connection ended without an answer, could not be opened, or no answer came in time. */
  | { readonly silence: 'closed' | 'refused' | 'timeout' };

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** How long a server may take after the last step, in ms: a picture may take seconds to decode, on a busy machine more. */
const PATIENCE = 30_000;
/** A server that keeps the connection although it was asked to close it might send something more, in ms. */
const LINGER = 100;

/** Sends a raw request on a connection of its own and waits for the answer, or for the end of the connection. */
export async function exchange(
  address: Address,
  { steps, method }: Pick<RawRequest, 'steps' | 'method'>,
  patience = PATIENCE,
): Promise<Reply> {
  const socket = connect({ ...address, allowHalfOpen: true });
  const over = new AbortController();
  const { signal } = over;
  const reply = listen(socket, method, signal);
  const timeout = async (): Promise<Reply> => {
    await sleep(patience, undefined, { signal }).catch(() => undefined);
    return { silence: 'timeout' };
  };
  try {
    await Promise.race([perform(socket, steps, signal), reply]);
    return await Promise.race([reply, timeout()]);
  } finally {
    over.abort();
    socket.destroy();
  }
}

/** Performs the steps of the client until the connection ends. */
async function perform(socket: Socket, steps: readonly Step[], signal: AbortSignal): Promise<void> {
  for (const step of steps) {
    if (signal.aborted || socket.destroyed) return;
    if ('pause' in step) await sleep(step.pause, undefined, { signal }).catch(() => undefined);
    else if ('send' in step) await write(socket, step.send);
    else if (step.end === 'half') socket.end();
    else socket.resetAndDestroy();
  }
}

/** Waits until the bytes are on their way; a server that closes early is no error here. */
function write(socket: Socket, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    socket.write(bytes, () => {
      resolve();
    });
  });
}

function listen(socket: Socket, method: string, signal: AbortSignal): Promise<Reply> {
  let received = Buffer.alloc(0);
  let code = '';
  const replied = Promise.withResolvers<Reply>();
  const read = (closed: boolean): boolean => {
    try {
      const answer = readAnswer(received, closed, method);
      if (answer !== undefined) replied.resolve({ answer });
      return answer !== undefined;
    } catch (error) {
      replied.resolve({ garbage: reasonOf(error) });
      return true;
    }
  };
  const linger = async (): Promise<void> => {
    await sleep(LINGER, undefined, { signal }).catch(() => undefined);
    read(false);
  };
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    if (isComplete(received, method)) void linger();
  });
  socket.on('end', () => {
    read(true);
    socket.end();
  });
  socket.on('error', (error) => {
    if ('code' in error) code = String(error.code);
  });
  socket.on('close', () => {
    if (!read(true)) replied.resolve({ silence: code === 'ECONNREFUSED' ? 'refused' : 'closed' });
  });
  return replied.promise;
}

function isComplete(received: Buffer, method: string): boolean {
  try {
    return readAnswer(received, false, method) !== undefined;
  } catch {
    return true;
  }
}
