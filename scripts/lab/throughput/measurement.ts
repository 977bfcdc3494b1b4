import { mean } from 'simple-statistics';

import { warmUpClient } from '../../kit/load/client.ts';
import { closedLoop, openLoop } from '../../kit/load/loops.ts';
import type { Bundle } from '../../kit/worker/worker-process.ts';
import { classifyOrBusy, type Outcome, type Question, readModels } from './request.ts';

/** How throughput is measured. */
export interface ThroughputPlan extends Question {
  /** New processes. */
  readonly rounds: number;
  /** Answers of a process before those that count. */
  readonly warmup: number;
  /** Answers one after the other, to a Worker that has nothing else to do. */
  readonly alone: number;
  /** Clients that ask without a pause, for what one process can answer. */
  readonly clients: number;
  /** Seconds of those clients, and of each load. */
  readonly seconds: number;
  /** What is offered in an open loop, as parts of what the process could answer. */
  readonly loads: readonly number[];
  /** Requests a second that only read, beside each load. */
  readonly reads: number;
}

/** What one process did; times in ms. */
export interface Round {
  readonly alone: readonly Outcome[];
  /** Answers a second to clients that ask without a pause. */
  readonly capacity: number;
  readonly loads: readonly OfferedLoad[];
}

/** One load on one process. */
export interface OfferedLoad {
  /** As a part of the capacity of this process. */
  readonly load: number;
  /** Requests due each second. */
  readonly rate: number;
  /** From the first due moment until the last answer. */
  readonly seconds: number;
  readonly outcomes: readonly Outcome[];
  /** Of the requests that only read. */
  readonly reads_ms: readonly number[];
}

/** Loads new processes one after the other. */
export async function measureThroughput(
  bundle: Bundle,
  plan: ThroughputPlan,
  report: (line: string) => void,
): Promise<Round[]> {
  await warmUpClient(plan.picture);
  const rounds: Round[] = [];
  for (let round = 1; round <= plan.rounds; round++) {
    rounds.push(
      await bundle.use(({ origin }) =>
        loadProcess(origin, plan, (what) => {
          report(`process ${round} of ${plan.rounds}: ${what}`);
        }),
      ),
    );
  }
  return rounds;
}

async function loadProcess(origin: string, plan: ThroughputPlan, report: (what: string) => void): Promise<Round> {
  const { signal } = new AbortController();
  const ask = (due = performance.now()): Promise<Outcome> => classifyOrBusy(origin, plan, due);
  report('one request after the other');
  for (let i = 0; i < plan.warmup; i++) await ask();
  const alone: Outcome[] = [];
  for (let i = 0; i < plan.alone; i++) alone.push(await ask());

  report(`${plan.clients} clients without a pause`);
  const begin = performance.now();
  const expected = Math.ceil((1000 * plan.seconds) / mean(alone.map(({ ms }) => ms)));
  await closedLoop(
    { count: expected, concurrency: plan.clients },
    // One that is refused asks again, and is no answer.
    async () => {
      while ((await ask()).status !== 200);
    },
    signal,
  );
  const capacity = (1000 * expected) / (performance.now() - begin);

  const loads: OfferedLoad[] = [];
  for (const load of plan.loads) {
    const rate = load * capacity;
    report(`${rate.toFixed(1)} a second, ${load} of what it can answer`);
    loads.push({ load, rate, ...(await offer(origin, plan, rate, signal)) });
  }
  return { alone, capacity, loads };
}

async function offer(
  origin: string,
  plan: ThroughputPlan,
  rate: number,
  signal: AbortSignal,
): Promise<Pick<OfferedLoad, 'seconds' | 'outcomes' | 'reads_ms'>> {
  const outcomes: Outcome[] = [];
  const reads_ms: number[] = [];
  const begin = performance.now();
  await Promise.all([
    openLoop(
      { count: Math.max(1, Math.round(rate * plan.seconds)), rate },
      async (_, due) => void outcomes.push(await classifyOrBusy(origin, plan, due)),
      signal,
    ),
    openLoop(
      { count: Math.round(plan.reads * plan.seconds), rate: plan.reads },
      async (_, due) => void reads_ms.push(await readModels(origin, due)),
      signal,
    ),
  ]);
  return { outcomes, reads_ms, seconds: (performance.now() - begin) / 1000 };
}
