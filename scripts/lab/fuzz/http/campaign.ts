import type { Corpus } from '../corpus.ts';
import type { Finding } from '../decode/oracle.ts';
import { Control } from './control.ts';
import { type Address, exchange, type Reply } from './exchange.ts';
import { judgeReply } from './oracle.ts';
import type { RawRequest } from './raw-request.ts';
import { requestOf } from './requests.ts';
import { saveRequest } from './saved-request.ts';

export interface HttpCampaign {
  readonly seed: number;
  /** Number of requests. */
  readonly runs: number;
  /** Moment on the clock of `performance.now()` after which no request is begun. */
  readonly until?: number;
  /** Without a slash at the end. */
  readonly origin: string;
  /** Where requests with findings are kept. */
  readonly folder: string;
  /** How long to wait for an answer, in ms. */
  readonly patience?: number;
}

/** A request that failed. */
export interface FailingRequest extends Finding {
  readonly index: number;
  readonly name: string;
  /** Where it is kept. */
  readonly path: string;
}

/** Counts of the requests of one class. */
export interface RequestCounts {
  requests: number;
  failures: number;
  slowest_ms: number;
  /** How often each outcome came: a status, `door` and a status, or a silence. */
  readonly outcomes: Record<string, number>;
}

export interface HttpResult {
  readonly tallies: Readonly<Record<string, RequestCounts>>;
  readonly failures: readonly FailingRequest[];
  /** Good pictures that were sent in between. */
  readonly controls: number;
  readonly seconds: number;
}

/** After so many requests a good picture must be answered. */
const CONTROL = 50;

/** Sends mutated requests to a Worker one after the other and judges what comes back. */
export async function attackWorker(
  corpus: Corpus,
  { seed, runs, until = Number.POSITIVE_INFINITY, origin, folder, patience }: HttpCampaign,
  onRequest: (failures: number) => void = () => undefined,
): Promise<HttpResult> {
  const begin = performance.now();
  const { hostname: host, port } = new URL(origin);
  const address: Address = { host, port: Number(port) };
  const good = goodPicture(corpus);
  const control = new Control(origin);
  const tallies: Record<string, RequestCounts> = {};
  const failures: FailingRequest[] = [];
  let controls = 0;
  const fail = (request: RawRequest, index: number, finding: Finding): void => {
    const path = saveRequest(folder, request, { ...finding, seed, index });
    failures.push({ ...finding, index, name: request.name, path });
  };
  const first = await control.check();
  if (first !== undefined) fail(requestOf(corpus, good, seed, 0), 0, first);
  for (let index = 0; index < runs && performance.now() < until; index++) {
    const request = requestOf(corpus, good, seed, index);
    const counts = (tallies[request.name] ??= { requests: 0, failures: 0, slowest_ms: 0, outcomes: {} });
    const sent = performance.now();
    const reply = await exchange(address, request, patience);
    counts.slowest_ms = Math.max(counts.slowest_ms, performance.now() - sent);
    counts.requests++;
    const outcome = outcomeOf(reply);
    counts.outcomes[outcome] = (counts.outcomes[outcome] ?? 0) + 1;
    let finding = judgeReply(request, reply);
    if (index % CONTROL === CONTROL - 1 || index === runs - 1) {
      controls++;
      finding ??= await control.check();
    }
    if (finding !== undefined) {
      counts.failures++;
      fail(request, index, finding);
    }
    onRequest(failures.length);
  }
  return { tallies, failures, controls, seconds: (performance.now() - begin) / 1000 };
}

/** A small, good picture of the corpus. */
export function goodPicture({ jpeg }: Corpus): Uint8Array {
  return jpeg[0]?.bytes ?? new Uint8Array();
}

function outcomeOf(reply: Reply): string {
  if ('silence' in reply) return reply.silence;
  if ('garbage' in reply) return 'garbage';
  const { status, headers } = reply.answer;
  return headers.has('x-request-id') ? String(status) : `door ${status}`;
}
