import { setTimeout as sleep } from 'node:timers/promises';

import { openLoop } from '../../kit/load/loops.ts';
import { Failure } from '../../kit/failure.ts';
import { randomOf } from '../../kit/random.ts';
import { type Usage, usageOf } from '../../kit/process-usage.ts';
import { type Client, type Reply, send } from './request.ts';
import type { Kind } from './traffic.ts';
import { judgeReply, type Outcome, type Reference, referenceKey } from './judgement.ts';

/** One request. */
export interface SoakSample {
  readonly kind: string;
  /** What was asked: a model, with its engine or without, or several. */
  readonly model: string;
  /** Whether its client was slow, so that its time says nothing about the server. */
  readonly isSlow: boolean;
  /** When it was due, in ms since the soak began. */
  readonly due_ms: number;
  /** From then until the answer was read, in ms; with the second try, if there was one. */
  readonly took_ms: number;
  readonly outcome: Outcome;
  /** What is wrong; null when the outcome is as it should be. */
  readonly reason: string | null;
  readonly status: number | null;
  readonly heapBytes: number | null;
  /** Bytes that the isolate's memory budget counted. */
  readonly usedBytes: number | null;
}

/** Memory and CPU time of the server at a moment. */
export interface Reading extends Usage {
  readonly at_ms: number;
}

export interface SoakPlan {
  readonly client: Client;
  readonly kinds: readonly Kind[];
  /** Requests alternate between them, except those of kinds that ask others. */
  readonly models: readonly string[];
  /** Requests due each second. */
  readonly rate: number;
  readonly seconds: number;
  readonly seed: number;
  /** The server's process; undefined when it is not on this machine. */
  readonly pid: number | undefined;
}

export interface SoakRun {
  readonly samples: readonly SoakSample[];
  /** Most heap of the engines while everything was asked once before the time began; null when no answer told. */
  readonly referenceHeapBytes: number | null;
  /** Empty when the server is not on this machine or the system does not tell. */
  readonly readings: readonly Reading[];
}

/** Longest time that a client waits before its second try, in s. */
const MAX_WAIT = 10;

/** Between two readings of the server's memory, in ms. */
const INTERVAL = 1000;

/** Sends the traffic of a plan until its time is up or the signal fires. */
export async function soak(plan: SoakPlan, signal: AbortSignal, onSample: () => void): Promise<SoakRun> {
  const { reference, heapBytes: referenceHeapBytes } = await readReference(plan);
  const samples: SoakSample[] = [];
  const readings: Reading[] = [];
  const begin = performance.now();
  const over = new AbortController();
  const watching = plan.pid === undefined ? undefined : watch(plan.pid, begin, readings, over.signal);
  const deck = dealt(plan.kinds, plan.seed);
  const count = Math.max(1, Math.round(plan.rate * plan.seconds));
  await openLoop(
    { count, rate: plan.rate },
    async (index, due) => {
      const { kind, turn } = deck(index);
      const model = itemAt(kind.asked ?? plan.models, kind.asked === undefined ? index : turn);
      const { reply, tries } = await persist(plan.client, kind, model);
      const reason = judgeReply(kind, model, reply, reference) ?? null;
      samples.push({
        kind: kind.name,
        model,
        isSlow: kind.manner === 'slow',
        due_ms: due - begin,
        took_ms: performance.now() - due,
        outcome: reason !== null ? 'unexpected' : tries > 1 ? 'after busy' : 'expected',
        reason,
        status: reply.status,
        heapBytes: reply.heapBytes,
        usedBytes: reply.budget?.used ?? null,
      });
      onSample();
    },
    signal,
  );
  over.abort();
  await watching;
  return { samples, referenceHeapBytes, readings };
}

/** Sends every good kind to every model, one after the other, which also loads all there is to load. */
async function readReference({
  client,
  kinds,
  models,
}: SoakPlan): Promise<{ readonly reference: Reference; readonly heapBytes: number | null }> {
  const reference = new Map<string, NonNullable<Reply['top']>>();
  let most = 0;
  for (const kind of kinds.filter(({ expected }) => expected === 'photo')) {
    for (const model of kind.asked ?? models) {
      const { reply } = await persist(client, kind, model);
      if (reply.top === null) {
        const hint =
          reply.status === 429 ? ' It limits rates: set RATE_LIMIT to "off", or give a key in EDGELENS_KEY.' : '';
        throw new Failure(
          `${client.origin} does not classify "${kind.name}" with ${model}: ` +
            `${reply.error ?? `${String(reply.status)} ${reply.problem ?? ''}`}.${hint}`,
        );
      }
      reference.set(referenceKey(kind, model), reply.top);
      most = Math.max(most, reply.heapBytes ?? 0);
    }
  }
  return { reference, heapBytes: most === 0 ? null : most };
}

/** Tries once more when the server is busy, as a good client does. */
async function persist(client: Client, kind: Kind, model: string): Promise<{ reply: Reply; tries: number }> {
  const reply = await send(client, kind, model);
  if (reply.status !== 503 || reply.retryAfter === null) return { reply, tries: 1 };
  await sleep(1000 * Math.min(MAX_WAIT, reply.retryAfter));
  return { reply: await send(client, kind, model), tries: 2 };
}

/** A request that is due. */
interface Card {
  readonly kind: Kind;
  /** How many requests of this kind came before it. */
  readonly turn: number;
}

/** The kinds in rounds, each of which has all of them by their shares, in an order of its own. */
function dealt(kinds: readonly Kind[], seed: number): (index: number) => Card {
  const cards = kinds.flatMap((kind) => Array.from({ length: kind.share }, (_, place) => ({ kind, place })));
  const rounds = new Map<number, typeof cards>();
  return (index) => {
    const round = Math.floor(index / cards.length);
    const order = rounds.get(round) ?? randomOf('soak', seed, round).shuffle([...cards]);
    rounds.set(round, order);
    const { kind, place } = itemAt(order, index);
    return { kind, turn: round * kind.share + place };
  };
}

/** The item of this place in a list that goes round. */
function itemAt<Item>(items: readonly Item[], place: number): Item {
  const item = items[place % items.length];
  if (item === undefined) throw new RangeError('there is no traffic to send');
  return item;
}

async function watch(pid: number, begin: number, readings: Reading[], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const usage = usageOf(pid);
    if (usage !== null) readings.push({ at_ms: performance.now() - begin, ...usage });
    await sleep(INTERVAL, undefined, { signal }).catch(() => undefined);
  }
}
