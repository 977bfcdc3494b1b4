import type { Context } from 'hono';

import type { Slice, Version } from '../../contract/ledger.ts';
import type { Clock } from '../../contract/timings.ts';
import { BIN_BOUNDS } from '../../latency/histogram.ts';
import { retentionOf } from '../../latency/ledger/retention.ts';
import { summarise } from '../../latency/ledger/summary.ts';
import type { AppEnv } from '../app-env.ts';
import { invalid } from '../invalid-parameter.ts';
import { requireModel } from '../pipeline/members.ts';
import type { LatencyAnswer } from '../../contract/latency.ts';
import type { latencyQuery } from '../../contract/query/latency.ts';
import type { QueryValues } from '../../contract/query/query.ts';
import { surveyLedgers } from './ledgers.ts';

/** Times of different clocks do not mix, so an answer is about one clock. There is no other yet. */
const CLOCK: Clock = { name: 'rpc', resolution_ms: 1 };

export const DAY_S = 86_400;

/**
 * Quantiles over the samples of all locations, as `GET /v1/latency` gives them.
 * @throws ProblemError `unknown-model`, `ledger-unavailable`, or `invalid-parameter` for a window longer than samples are
 *   kept
 */
export async function answerLatency(
  c: Context<AppEnv>,
  { model: asked, phase: measures, start, group, version, window, slices }: QueryValues<typeof latencyQuery>,
): Promise<LatencyAnswer> {
  // Samples have the true name.
  const model = asked === undefined ? undefined : requireModel(asked).name;
  const window_s = windowOf(window, keptSeconds(c.env));
  const to = Date.now();
  const from = to - window_s * 1000;
  const selection = { measures, model, start, clock: CLOCK.name, from, to, slices };
  const { answers, missing } = await surveyLedgers<Slice[]>(c, from, (ledger) => ledger.count(selection));
  const found = [...answers.values()].flat();
  const isWanted = ({ id, tag }: Version): boolean => id === version || tag === version;
  const wanted =
    version === undefined ? found : found.filter((slice) => slice.group.version && isWanted(slice.group.version));
  return {
    clock: CLOCK,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    window_s,
    quantiles: 'nearest-rank',
    bounds_ms: BIN_BOUNDS.map((bound) => (Number.isFinite(bound) ? bound : null)),
    groups: summarise(wanted, group === 'version').map(({ series, version: own, ...figures }) => ({
      ...figures,
      ...(own !== undefined && { version: own?.id ?? null }),
      ...(slices > 1 && {
        series: series.map(({ slice, ...part }) => ({
          from: new Date(from + (slice * window_s * 1000) / slices).toISOString(),
          ...part,
        })),
      }),
    })),
    versions: versionsOf(found),
    locations: answers.size,
    complete: missing.length === 0,
    missing: [...missing],
  };
}

/** The versions that answered, each once, the first that was uploaded first. */
function versionsOf(slices: readonly Slice[]): Version[] {
  const versions = new Map(slices.flatMap(({ group: { version } }) => (version ? [[version.id, version]] : [])));
  return [...versions.values()].sort((a, b) => (a.timestamp < b.timestamp ? -1 : 1));
}

/** For how many seconds samples are kept. */
export function keptSeconds(env: AppEnv['Bindings']): number {
  return retentionOf(env).age / 1000;
}

function windowOf(wanted: number | undefined, kept: number): number {
  if (wanted === undefined) return Math.min(DAY_S, kept);
  if (wanted <= kept) return wanted;
  throw invalid('window', `at most ${kept} seconds, for which samples are kept`);
}
