import { mkdir, open, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

import { Failure, isCode, reasonOf } from '../../kit/failure.ts';
import type { Hub } from './address.ts';
import { IdleTimeout } from './idle-timeout.ts';
import { type Part, PartialFile } from './partial-file.ts';
import { type Answer, ask, type Identity, refusal } from './request.ts';

export interface Download {
  readonly address: string;
  /** Where the file goes once it is whole; what has come so far lies beside it. */
  readonly path: string;
  /** What to call it in messages. */
  readonly what: string;
  /** Where a person can look at it. */
  readonly page: string;
  readonly watch: TransferWatch;
}

/** Who follows a transfer. */
export interface TransferWatch {
  /** Receives one line at a time. */
  readonly report: (line: string) => void;
  /** Receives how many bytes are there, often; `whole` is null where nobody says how many there will be. */
  readonly progress?: (have: number, whole: number | null) => void;
}

/** ms without a byte. */
export const PATIENCE = 60_000;

/**
 * Fetches a file, from where an earlier run broke off, and checks its size and its sum, if the hub tells it.
 *
 * @throws Failure that says what is wrong and what to do
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-range-requests
 */
export async function download(hub: Hub, order: Download): Promise<Identity> {
  const partial = new PartialFile(order.path);
  const timeout = new IdleTimeout(hub.patience ?? PATIENCE, order.what, hub.over);
  try {
    await mkdir(dirname(order.path), { recursive: true });
    const { answer, start } = await begin(hub, order, partial, timeout);
    const { identity } = answer;
    if (answer.response.status !== RANGE_NOT_SATISFIABLE) {
      await partial.note({ etag: strongEtag(answer.response), sha256: identity.sha256 });
      await receive(answer, { order, partial, start, timeout });
    }
    await check(partial, answer, start, order.what);
    await rename(partial.path, order.path);
    await partial.discard();
    return identity;
  } catch (error) {
    throw error instanceof Failure ? error : new Failure(`${order.what} could not be fetched: ${reasonOf(error)}`);
  } finally {
    timeout.clear();
  }
}

const PARTIAL_CONTENT = 206;
const RANGE_NOT_SATISFIABLE = 416;

/** Asks for the part that is still missing, or for the whole file when the hub cannot send that part. */
async function begin(
  hub: Hub,
  { address, what, page }: Download,
  partial: PartialFile,
  { signal }: IdleTimeout,
): Promise<{ answer: Answer; start: number }> {
  const part = await partial.read();
  // In a compressed body, positions would mean nothing.
  const plain = { 'Accept-Encoding': 'identity' };
  const range = part && { Range: `bytes=${part.length}-`, ...(part.etag !== null && { 'If-Range': part.etag }) };
  let answer = await ask(hub, address, { what, signal, headers: { ...plain, ...range } });
  if (part && !(await continues(answer, part, partial))) {
    await answer.response.body?.cancel();
    answer = await ask(hub, address, { what, signal, headers: plain });
  }
  const { response } = answer;
  if (part && (response.status === PARTIAL_CONTENT || response.status === RANGE_NOT_SATISFIABLE)) {
    return { answer, start: part.length };
  }
  if (response.status !== 200) throw refusal(response, what, page);
  requireNoPage(response, what);
  return { answer, start: 0 };
}

/** Whether the answer continues the part that is there; true also for an error, which is handled elsewhere. */
async function continues({ response, identity }: Answer, part: Part, partial: PartialFile): Promise<boolean> {
  const isSame = identity.sha256 === null || part.sha256 === null || identity.sha256 === part.sha256;
  switch (response.status) {
    case PARTIAL_CONTENT:
      return isSame && response.headers.get('Content-Range')?.startsWith(`bytes ${part.length}-`) === true;
    case RANGE_NOT_SATISFIABLE:
      // Nothing is missing, if it is the right file.
      return identity.sha256 !== null && (await partial.sha256()) === identity.sha256;
    default:
      return true;
  }
}

interface Transfer {
  readonly order: Download;
  readonly partial: PartialFile;
  /** Bytes that were there before. */
  readonly start: number;
  readonly timeout: IdleTimeout;
}

async function receive(answer: Answer, { order, partial, start, timeout }: Transfer): Promise<void> {
  const { what, watch } = order;
  const whole = wholeOf(answer, start);
  const of = whole === null ? '' : ` of ${megabytes(whole)}`;
  watch.report(`${what}: ${start === 0 ? 'fetching' : `going on at ${megabytes(start)}`}${of}`);
  const file = await open(partial.path, start === 0 ? 'w' : 'a');
  let have = start;
  try {
    for await (const chunk of answer.response.body ?? []) {
      timeout.restart();
      await file.writeFile(chunk);
      have += chunk.length;
      watch.progress?.(have, whole);
    }
  } catch (error) {
    if (error instanceof Failure || isCode(error, 'ENOSPC')) throw error;
    throw brokenOff(what, have, whole);
  } finally {
    await file.close();
  }
}

/** Checks size and sum. A file that is too short can be resumed; any other wrong file is deleted. */
async function check(partial: PartialFile, answer: Answer, start: number, what: string): Promise<void> {
  const whole = wholeOf(answer, start);
  const { size } = await stat(partial.path);
  if (whole !== null && size < whole) throw brokenOff(what, size, whole);
  const { sha256 } = answer.identity;
  const got = await partial.sha256();
  if ((whole === null || size === whole) && (sha256 === null || got === sha256)) return;
  await partial.discard();
  const difference =
    whole !== null && size !== whole
      ? `${size} bytes came, expected ${whole}`
      : `its sha256 is ${got}, expected ${sha256 ?? ''}`;
  throw new Failure(
    `${what} is not the file that the hub announced: ${difference}. It was thrown away; run the command again.`,
  );
}

/** Bytes of the whole file; null when no header says it. */
function wholeOf({ response: { headers, status }, identity }: Answer, start: number): number | null {
  if (identity.size !== null) return identity.size;
  if (status === RANGE_NOT_SATISFIABLE) return null;
  const length = headers.get('Content-Encoding') === null ? headers.get('Content-Length') : null;
  return length === null ? null : start + Number(length);
}

function brokenOff(what: string, have: number, whole: number | null): Failure {
  return new Failure(
    `${what}: the transfer broke off after ${have}${whole === null ? '' : ` of ${whole}`} bytes. Run the same command ` +
      'again; it goes on from there.',
  );
}

/** @throws Failure for a web page, such as the log-in page of a network */
export function requireNoPage({ headers }: Response, what: string): void {
  if (headers.get('Content-Type')?.includes('text/html') !== true) return;
  throw new Failure(
    `${what}: a web page came instead of the file. A proxy, or the log-in page of the network, answers for the hub; ` +
      'open any page in a browser, or name a mirror with --mirror.',
  );
}

function strongEtag({ headers }: Response): string | null {
  const etag = headers.get('ETag');
  return etag?.startsWith('"') === true ? etag : null;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
