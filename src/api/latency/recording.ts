import type { Context } from 'hono';

import type { ProblemCount, Sample, Version } from '../../contract/ledger.ts';
import type { Env } from '../../env.ts';
import { dataPointOf } from '../../latency/data-point.ts';
import { withDeadline } from '../../latency/deadline.ts';
import { type Errand, Outbox } from '../../latency/ledger/outbox.ts';
import { locationOf } from '../../latency/start.ts';
import type { AppEnv } from '../app-env.ts';
import { logEvent } from '../log.ts';

/** How long the ledger may take for a batch, in ms. Nobody waits for it, but the Worker must end. */
const PATIENCE = 2000;

/** A sample, and the request that it is of, which the ledger does not learn. */
interface Entry {
  readonly sample: Sample;
  readonly requestId: string;
}

/** Of all requests of this isolate. */
const outbox = new Outbox<Entry>();

/** A problem that was answered. */
type Answered = Omit<ProblemCount, 'count'>;

/** They wait for longer than samples, because whoever sends what is wrong may send a lot. */
const problems = new Outbox<Answered>({ gathering: 1000, most: 1000 });

/**
 * Records a sample after the answer was sent. The answer neither waits for it nor fails with it: a sample that the ledger
 * does not take in time is lost, and the log says so. Samples of an isolate go to the ledger together.
 */
export function recordSample(c: Context<AppEnv>, measured: Omit<Sample, 'time' | 'location' | 'version'>): void {
  const { env } = c;
  const time = Date.now();
  const sample: Sample = { ...measured, time, location: locationOf(c.req.raw.cf), version: versionOf(env) };
  const entry: Entry = { sample, requestId: c.get('requestId') };
  if (env.ANALYTICS !== undefined) c.executionCtx.waitUntil(analyse(env, entry));
  if (env.LEDGER === undefined) return;
  const errand = outbox.add(sample.location, entry, time);
  if (errand !== undefined) c.executionCtx.waitUntil(deliver(env.LEDGER, errand));
}

/** Counts a problem after it was answered, as {@link recordSample} records a sample. */
export function recordProblem(c: Context<AppEnv>, problem: Answered): void {
  const { LEDGER } = c.env;
  if (LEDGER === undefined) return;
  const location = locationOf(c.req.raw.cf);
  const errand = problems.add(location, problem, Date.now());
  if (errand !== undefined) c.executionCtx.waitUntil(deliverProblems(LEDGER, location, versionOf(c.env), errand));
}

/** What answers; null where it is not known. */
export function versionOf({ VERSION }: Env): Version | null {
  return VERSION === undefined ? null : { id: VERSION.id, tag: VERSION.tag, timestamp: VERSION.timestamp };
}

async function analyse({ ANALYTICS }: Env, entry: Entry): Promise<void> {
  // Sends the answer first: the code below would otherwise run before the handler returns it.
  await scheduler.wait(0);
  await attempt('analytics', [entry], () => ANALYTICS?.writeDataPoint(dataPointOf(entry.sample)));
}

async function deliver(ledger: NonNullable<Env['LEDGER']>, { delay, take }: Errand<Entry>): Promise<void> {
  await scheduler.wait(delay);
  const entries = take();
  const samples = entries.map(({ sample }) => sample);
  const [first] = samples;
  if (first === undefined) return;
  await attempt('ledger', entries, () => withDeadline(ledger.getByName(first.location).record(samples), PATIENCE));
}

async function deliverProblems(
  ledger: NonNullable<Env['LEDGER']>,
  location: string,
  version: Version | null,
  { delay, take }: Errand<Answered>,
): Promise<void> {
  await scheduler.wait(delay);
  const kinds = Map.groupBy(take(), ({ route, problem }) => `${route} ${problem}`);
  const counts = [...kinds.values()].flatMap((all) => all.slice(0, 1).map((kind) => ({ ...kind, count: all.length })));
  if (counts.length === 0) return;
  try {
    await withDeadline(ledger.getByName(location).recordProblems(location, version, counts), PATIENCE);
  } catch (error) {
    logEvent('error', 'problems_lost', { problems: counts, error: String(error) });
  }
}

async function attempt(sink: string, entries: readonly Entry[], write: () => unknown): Promise<void> {
  try {
    await write();
  } catch (error) {
    for (const { sample, requestId } of entries)
      logEvent('error', 'sample_lost', { sink, request_id: requestId, model: sample.model, error: String(error) });
  }
}
