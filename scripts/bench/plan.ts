import type { BenchOptions } from './options.ts';
import type { Picture } from '../kit/load/picture.ts';
import type { Place } from './place.ts';

/** What an experiment is made of. */
export interface Plan {
  readonly options: BenchOptions;
  readonly places: readonly Place[];
  readonly pictures: readonly Picture[];
  readonly key: string | undefined;
}

/** Runs of each model against a URL, over which its warm answers are spread so that drift hits all models alike. */
const REMOTE_RUNS = 5;

/** How many steps an observer will be told of. */
export function stepsOf(plan: Plan): number {
  const { options, places } = plan;
  const starts = places.filter(({ isNew }) => isNew).length;
  let steps = 0;
  for (let run = 0; run < runsOf(plan); run++) {
    const warm = shareOf(options.warm, run, runsOf(plan));
    const warmup =
      warm === 0 && !options.fresh ? 0 : places.reduce((sum, place) => sum + warmupOf(options, place, run), 0);
    steps += starts + warmup + places.length * (warm + (run < options.cold ? 1 : 0));
  }
  for (const rate of options.rates) {
    steps += starts + warmupOf(options, places[0], 0) + requestsOf(rate, options.duration);
  }
  return steps * options.models.length;
}

/** Runs of each model: one a cold answer, because a cold answer takes a new process. */
export function runsOf({ options, places }: Plan): number {
  const { cold, warm } = options;
  if (cold + warm === 0) return 0;
  return Math.max(cold, places.some(({ isNew }) => isNew) ? 1 : Math.min(REMOTE_RUNS, warm));
}

/** Deals `total` to `runs` as evenly as whole numbers allow. */
export function shareOf(total: number, run: number, runs: number): number {
  return Math.floor((total * (run + 1)) / runs) - Math.floor((total * run) / runs);
}

/** A URL stays warm from run to run; a new process does not, and neither does a session that is made anew. */
export function warmupOf({ warmup, fresh }: BenchOptions, place: Place | undefined, run: number): number {
  return place?.isNew === true || fresh || run === 0 ? warmup : 0;
}

/** Requests of one rate of the sweep. */
export function requestsOf(rate: number, seconds: number): number {
  return Math.max(1, Math.round(rate * seconds));
}
