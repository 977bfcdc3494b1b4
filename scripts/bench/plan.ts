import type { Picture } from '../kit/load/picture.ts';
import { shareOf } from '../kit/round-robin.ts';
import type { Deployment } from './deployment.ts';
import type { BenchOptions } from './options.ts';

/** What a bench measures, and how. */
export interface Plan {
  readonly options: BenchOptions;
  readonly deployments: readonly Deployment[];
  readonly pictures: readonly Picture[];
  readonly key: string | undefined;
}

/** Runs of each model against a URL, over which its warm answers are spread so that drift hits all models alike. */
const REMOTE_RUNS = 5;

/** How many steps an observer will hear of. */
export function stepsOf(plan: Plan): number {
  const { options, deployments } = plan;
  const starts = deployments.filter(({ startsProcess }) => startsProcess).length;
  let steps = 0;
  for (let run = 0; run < runsOf(plan); run++) {
    const warm = shareOf(options.warm, run, runsOf(plan));
    const warmup =
      warm === 0 && !options.fresh
        ? 0
        : deployments.reduce((sum, deployment) => sum + warmupOf(options, deployment, run), 0);
    steps += starts + warmup + deployments.length * (warm + (run < options.cold ? 1 : 0));
  }
  for (const rate of options.rates) {
    steps += starts + warmupOf(options, deployments[0], 0) + requestsOf(rate, options.duration);
  }
  return steps * options.models.length;
}

/** Runs of each model: at least one for each cold answer, because that takes a new process. */
export function runsOf({ options, deployments }: Plan): number {
  const { cold, warm } = options;
  if (cold + warm === 0) return 0;
  return Math.max(cold, deployments.some(({ startsProcess }) => startsProcess) ? 1 : Math.min(REMOTE_RUNS, warm));
}

/** A URL stays warm from run to run; a new process does not, and neither does a session that is made anew. */
export function warmupOf({ warmup, fresh }: BenchOptions, deployment: Deployment | undefined, run: number): number {
  return deployment?.startsProcess === true || fresh || run === 0 ? warmup : 0;
}

/** Requests of one rate of the sweep. */
export function requestsOf(rate: number, seconds: number): number {
  return Math.max(1, Math.round(rate * seconds));
}
