import { setTimeout as sleep } from 'node:timers/promises';

import { latencySchema } from '../../../src/contract/latency.ts';
import { briefly, type Deployment, jsonOf, textOf } from '../deployment.ts';
import { type CheckName, compared, type Finding, notChecked } from '../finding.ts';
import { type Answers, nameOf } from '../questions.ts';

/** How often to look whether samples have arrived, in ms. */
const INTERVAL = 1000;
/** Added to the window of time that is asked for, in s, because it is given in whole seconds. */
const MARGIN = 2;

const COUNTED = 'counts of what was just asked';

/** How many answers of each model in each engine were counted, by {@link keyOf}; or why that is not known. */
type Counts = ReadonlyMap<string, number> | string;

/** What counts answers. */
interface Counter {
  readonly check: CheckName;
  readonly path: string;
  readonly read: () => Promise<Counts>;
}

/** Finds out whether what is asked from now on is counted. */
export interface CountedSince {
  /**
   * Waits until all answers were counted, which happens after they went out.
   * @param patience how long at most, in ms
   */
  readonly check: (all: readonly Answers[], patience: number) => Promise<Finding[]>;
}

/** What is to be counted. */
interface Counted {
  readonly hasLedger: boolean;
  /** Which version has to have given the answers; any when undefined. */
  readonly version: string | undefined;
}

/** Looks at what the ledger has counted before any question. */
export async function beginCounting(
  deployment: Deployment,
  checks: readonly CheckName[],
  { hasLedger, version }: Counted,
): Promise<CountedSince> {
  const begin = performance.now();
  const all: Counter[] = [
    { check: 'ledger', path: '/v1/latency', read: () => readLatency(deployment, begin, version) },
    { check: 'metrics', path: '/metrics', read: () => readMetrics(deployment, version) },
  ];
  const counters = all.filter(({ check }) => checks.includes(check));
  if (!hasLedger) {
    return {
      check: () =>
        Promise.resolve(
          counters.map(({ check, path }) => notChecked(check, path, COUNTED, 'wrangler.toml has no ledger')),
        ),
    };
  }
  const before = new Map<Counter, Counts>();
  // The window of /v1/latency begins now, so only /metrics has counted anything before.
  for (const counter of counters) {
    before.set(counter, counter.check === 'metrics' ? await counter.read() : new Map());
  }
  return {
    check: async (answers, patience) => {
      const findings: Finding[] = [];
      const end = performance.now() + patience;
      for (const counter of counters) {
        findings.push(...(await waitFor(counter, before.get(counter) ?? new Map(), answers, end, version)));
      }
      return findings;
    },
  };
}

/** @param end on the clock of `performance.now()` */
async function waitFor(
  { check, path, read }: Counter,
  before: Counts,
  all: readonly Answers[],
  end: number,
  version: string | undefined,
): Promise<Finding[]> {
  if (typeof before === 'string') return [compared(check, path, { isRight: false, expected: COUNTED, seen: before })];
  const expected = all.map(({ contender, answered }) => ({
    contender,
    count: answered.filter(({ classification }) => classification !== undefined).length,
  }));
  for (;;) {
    const now = await read();
    if (typeof now === 'string') {
      if (performance.now() < end) {
        await sleep(INTERVAL);
        continue;
      }
      return [compared(check, path, { isRight: false, expected: COUNTED, seen: now })];
    }
    const seen = expected.map(({ contender, count }) => {
      const key = keyOf(contender.model.name, contender.engine);
      return { contender, count, more: (now.get(key) ?? 0) - (before.get(key) ?? 0) };
    });
    if (seen.every(({ count, more }) => more >= count) || performance.now() >= end) {
      return seen.map(({ contender, count, more }) =>
        compared(check, nameOf(contender), {
          isRight: more >= count,
          expected: `${count} answers more, or others' beside them${version === undefined ? '' : `, of version ${version}`}`,
          seen: `${more} more`,
        }),
      );
    }
    await sleep(INTERVAL);
  }
}

/** @param begin on the clock of `performance.now()` */
async function readLatency(deployment: Deployment, begin: number, version: string | undefined): Promise<Counts> {
  const seconds = Math.ceil((performance.now() - begin) / 1000) + MARGIN;
  const query = new URLSearchParams({
    phase: 'total',
    window: `${seconds}s`,
    ...(version !== undefined && { version }),
  });
  const reply = await deployment.ask(`/v1/latency?${query.toString()}`);
  if (reply.status !== 200) return briefly(reply);
  const parsed = latencySchema.safeParse(jsonOf(reply));
  if (!parsed.success) return `no answer of this API: ${parsed.error.issues[0]?.path.join('.') ?? ''}`;
  const counts = new Map<string, number>();
  for (const { model, engine, count } of parsed.data.groups) add(counts, keyOf(model, engine), count);
  return counts;
}

async function readMetrics(deployment: Deployment, version: string | undefined): Promise<Counts> {
  const reply = await deployment.ask('/metrics');
  if (reply.status !== 200) return briefly(reply);
  return countsOf(textOf(reply), version);
}

/**
 * How many whole answers metrics of Prometheus have counted, whatever else tells their series apart.
 * @param version that gave the answers; any when left out
 */
export function countsOf(metrics: string, version?: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [, labels = '', value] of metrics.matchAll(/^edgelens_request_phase_seconds_count\{(.*)\} (\S+)/gm)) {
    const label = (name: string): string => new RegExp(`(?:^|,)${name}="([^"]*)"`).exec(labels)?.[1] ?? '';
    if (version !== undefined && label('version') !== version) continue;
    if (label('phase') === 'total') add(counts, keyOf(label('model'), label('engine')), Number(value));
  }
  return counts;
}

function add(counts: Map<string, number>, key: string, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}

function keyOf(model: string, engine: string): string {
  return `${model} ${engine}`;
}
