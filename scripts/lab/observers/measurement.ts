import { warmUpClient } from '../../kit/load/client.ts';
import type { Picture } from '../../kit/load/picture.ts';
import { cpuTime } from '../../kit/process-usage.ts';
import { roundRobin } from '../../kit/round-robin.ts';
import { median } from '../../kit/statistics/quantiles.ts';
import { alone, type Ratio, ratioOf } from '../../kit/statistics/ratio.ts';
import { inTemporaryFolder } from '../../kit/temporary-folder.ts';
import { prepareWorker } from '../../kit/worker/worker-process.ts';
import { classify } from '../engines/classify.ts';

/** A way to the local Worker: what stands in it that Cloudflare does not have. */
interface Way {
  readonly name: string;
  /** wrangler's own settings. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether requests go through the proxy that wrangler puts in front of the Worker. */
  readonly proxied: boolean;
}

/** The first one is what every other is compared with. */
const WAYS: readonly Way[] = [
  { name: 'nothing', env: {}, proxied: false },
  { name: "wrangler's proxy, as with npm start", env: {}, proxied: true },
  { name: 'local explorer (X_LOCAL_EXPLORER)', env: { X_LOCAL_EXPLORER: 'true' }, proxied: false },
  { name: 'trace collector (X_LOCAL_OBSERVABILITY)', env: { X_LOCAL_OBSERVABILITY: 'true' }, proxied: false },
  {
    name: 'all three, as wrangler dev is by itself',
    env: { X_LOCAL_EXPLORER: 'true', X_LOCAL_OBSERVABILITY: 'true' },
    proxied: true,
  },
];

/** How it is measured. */
export interface ObserversPlan {
  readonly model: string;
  /** New processes of each way. */
  readonly rounds: number;
  /** Warm answers of each process. */
  readonly warm: number;
  /** Answers before them that do not count. */
  readonly warmup: number;
  readonly picture: Picture;
}

/** Warm answers of one way; medians over the rounds. */
export interface WayFigures {
  readonly name: string;
  readonly client_ms: number;
  /** CPU time of the Worker's process for one answer; null where the system does not tell. */
  readonly cpu_ms: number | null;
  /** `client_ms` against the way without anything in it, round by round. */
  readonly client_ratio: Ratio | undefined;
  readonly cpu_ratio: Ratio | undefined;
}

/** Measures one answer after the other on the SIMD engine, so that as little as possible is inference. */
export async function measureObservers(plan: ObserversPlan, report: (line: string) => void): Promise<WayFigures[]> {
  const ways = WAYS.map((way) => ({ ...way, clients: [] as number[], cpus: [] as (number | null)[] }));
  await inTemporaryFolder('edgelens-observers-', async (folder) => {
    const bundle = prepareWorker(folder);
    await warmUpClient(plan.picture);
    await roundRobin(ways, plan.rounds, async ({ name, env, proxied, clients, cpus }, round) => {
      report(`${name}, round ${round + 1} of ${plan.rounds}`);
      await bundle.use(async ({ origin, proxy, pid }) => {
        const ask = async (): Promise<number> =>
          (await classify(proxied ? proxy : origin, plan.model, 'simd', plan.picture)).client_ms;
        for (let i = 0; i < plan.warmup; i++) await ask();
        const before = cpuTime(pid);
        const times: number[] = [];
        for (let i = 0; i < plan.warm; i++) times.push(await ask());
        const after = cpuTime(pid);
        clients.push(median(times));
        cpus.push(before === null || after === null ? null : (after - before) / plan.warm);
      }, env);
    });
  });
  const [reference] = ways;
  const known = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null);
  const against = (values: readonly number[], base: readonly number[] = []): Ratio | undefined =>
    ratioOf(alone(values.map((value, round) => [value, base[round] ?? NaN])));
  return ways.map((way) => ({
    name: way.name,
    client_ms: median(way.clients),
    cpu_ms: known(way.cpus).length === 0 ? null : median(known(way.cpus)),
    client_ratio: against(way.clients, reference?.clients),
    cpu_ratio: against(known(way.cpus), known(reference?.cpus ?? [])),
  }));
}
