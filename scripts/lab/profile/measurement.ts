import { mean } from 'simple-statistics';

import type { EngineName } from '../../../src/contract/names.ts';
import { Failure } from '../../kit/failure.ts';
import { warmUpClient } from '../../kit/load/client.ts';
import type { Picture } from '../../kit/load/picture.ts';
import { cpuTime, mainThreadTime } from '../../kit/process-usage.ts';
import { roundRobin } from '../../kit/round-robin.ts';
import { type Interval, medianInterval } from '../../kit/statistics/bootstrap.ts';
import { median } from '../../kit/statistics/quantiles.ts';
import { alone, type Pair, type Ratio, ratioOf } from '../../kit/statistics/ratio.ts';
import type { Bundle, WorkerProcess } from '../../kit/worker/worker-process.ts';
import { classify } from '../engines/classify.ts';
import { type Attribution, attribute } from './attribution.ts';
import { type CpuProfile, joinProfiles } from './cpu-profile.ts';
import { attachInspector, type Inspector } from './inspector.ts';
import { nameSources, readSources } from './sources.ts';

/** The name of the Worker in wrangler.toml. */
const WORKER = 'edgelens';

/** How a profile is taken. */
export interface ProfilePlan {
  readonly model: string;
  readonly engine: EngineName;
  readonly picture: Picture;
  /** Warm answers that are sampled. */
  readonly requests: number;
  /** Warm answers of a process before them. */
  readonly warmup: number;
  /** In how many turns the answers come; between them the same number is answered without profiler. */
  readonly turns: number;
  /** New processes whose first answer is sampled. */
  readonly cold: number;
  /** Between two samples, in µs. */
  readonly interval: number;
}

/** The answers that a profile was taken of. */
export interface Profiled extends Attribution {
  readonly answers: number;
  /** CPU time of workerd for one answer, of all its threads; null where the system does not tell. */
  readonly cpu_ms: number | null;
  /** The part of it in the thread that is sampled. */
  readonly thread_ms: number | null;
  /** With sources instead of places in the bundle. */
  readonly profile: CpuProfile;
}

/** A way to answer the same requests, with more or less of an observer. */
export interface Observed {
  readonly name: string;
  /** CPU time of workerd for one answer, in ms: median of the turns; NaN where the system does not tell. */
  readonly cpu_ms: number;
  /** From sending to having read the answer, in ms: median of all. */
  readonly client_ms: number;
  /** The phase `infer`, in whole ms by the clock of workerd: mean of all. */
  readonly infer_ms: number;
  /** `cpu_ms` against `infer_ms`, turn by turn. */
  readonly inferences: Ratio | undefined;
  /** `client_ms` less `infer_ms`, answer by answer: median with its interval, in ms. */
  readonly beside_ms: { readonly median: number; readonly interval: Interval | undefined };
  /** `cpu_ms` against the way without observer, turn by turn. */
  readonly ratio: Ratio | undefined;
}

export interface ProfileResult {
  /** Undefined when no warm answers were asked for. */
  readonly warm: (Profiled & { readonly observed: readonly Observed[] }) | undefined;
  /** Undefined when no first answers were asked for. */
  readonly first: Profiled | undefined;
}

/** Profiles warm answers of one process, and the first answers of new ones. */
export async function measureProfile(
  bundle: Bundle,
  folder: string,
  plan: ProfilePlan,
  report: (line: string) => void,
): Promise<ProfileResult> {
  await warmUpClient(plan.picture);
  const warm = plan.requests === 0 ? undefined : await profileWarm(bundle, folder, plan, report);
  const first = plan.cold === 0 ? undefined : await profileFirst(bundle, folder, plan, report);
  return { warm, first };
}

/** CPU time in ms; null where the system does not tell. */
interface Cost {
  readonly cpu_ms: number | null;
  readonly thread_ms: number | null;
}

/** Some answers of a process, and what they cost. */
interface Answers extends Cost {
  readonly client_ms: readonly number[];
  readonly infer_ms: readonly number[];
}

async function answer(
  { origin, pid }: WorkerProcess,
  count: number,
  { model, engine, picture }: ProfilePlan,
): Promise<Answers> {
  const read = (): Cost => ({ cpu_ms: cpuTime(pid), thread_ms: mainThreadTime(pid) });
  const before = read();
  const answers: { client_ms: number; infer_ms: number }[] = [];
  for (let i = 0; i < count; i++) answers.push(await classify(origin, model, engine, picture));
  const after = read();
  return {
    cpu_ms: difference(after.cpu_ms, before.cpu_ms),
    thread_ms: difference(after.thread_ms, before.thread_ms),
    client_ms: answers.map(({ client_ms }) => client_ms),
    infer_ms: answers.map(({ infer_ms }) => infer_ms),
  };
}

/** The same requests to a process without inspector, to one that has it, and to that with the profiler, in turns. */
async function profileWarm(
  bundle: Bundle,
  folder: string,
  plan: ProfilePlan,
  report: (line: string) => void,
): Promise<ProfileResult['warm']> {
  const plain = await bundle.start();
  try {
    return await inspect(bundle, async (inspected, inspector) => {
      report('warming up');
      for (const worker of [plain, inspected]) await answer(worker, plan.warmup, plan);
      const count = Math.ceil(plan.requests / plan.turns);
      const ways = [
        { name: 'nobody', worker: plain, sampled: false, turns: [] as Answers[] },
        { name: 'an open inspector', worker: inspected, sampled: false, turns: [] as Answers[] },
        { name: 'the profiler', worker: inspected, sampled: true, turns: [] as Answers[] },
      ];
      const profiles: CpuProfile[] = [];
      await roundRobin(ways, plan.turns, async ({ name, worker, sampled, turns }, turn) => {
        report(`turn ${turn + 1} of ${plan.turns}, observed by ${name}`);
        if (!sampled) {
          turns.push(await answer(worker, count, plan));
          return;
        }
        await inspector.startProfile(plan.interval);
        turns.push(await answer(worker, count, plan));
        profiles.push(await inspector.stopProfile());
      });
      const base = ways[0]?.turns ?? [];
      const observed = ways.map(({ name, turns }) => observe(name, turns, base, count));
      const profile = await named(joinProfiles(profiles), inspector, folder);
      const costs = ways.flatMap(({ sampled, turns }) => (sampled ? turns : []));
      return { ...profiled(profile, count * plan.turns, costs), observed };
    });
  } finally {
    await plain.close();
  }
}

async function profileFirst(
  bundle: Bundle,
  folder: string,
  plan: ProfilePlan,
  report: (line: string) => void,
): Promise<Profiled> {
  const profiles: CpuProfile[] = [];
  const costs: Cost[] = [];
  for (let run = 0; run < plan.cold; run++) {
    report(`first answer ${run + 1} of ${plan.cold}`);
    await inspect(bundle, async (worker, inspector) => {
      await inspector.startProfile(plan.interval);
      costs.push(await answer(worker, 1, plan));
      // Scripts have other numbers in each process, so each profile is named before it joins the others.
      profiles.push(await named(await inspector.stopProfile(), inspector, folder));
    });
  }
  return profiled(joinProfiles(profiles), plan.cold, costs);
}

/** Starts a process with an inspector, attaches to it, and ends both when `use` has finished. */
async function inspect<Result>(
  bundle: Bundle,
  use: (worker: WorkerProcess, inspector: Inspector) => Promise<Result>,
): Promise<Result> {
  const worker = await bundle.startInspected();
  try {
    if (worker.inspector === undefined) throw new Failure('workerd did not open its inspector');
    const inspector = await attachInspector(worker.inspector, WORKER);
    try {
      return await use(worker, inspector);
    } finally {
      inspector.close();
    }
  } finally {
    await worker.close();
  }
}

async function named(profile: CpuProfile, inspector: Inspector, folder: string): Promise<CpuProfile> {
  return nameSources(profile, readSources(folder, await inspector.wasmBytes()));
}

function profiled(profile: CpuProfile, answers: number, costs: readonly Cost[]): Profiled {
  const each = (times: readonly (number | null)[]): number | null => {
    const known = times.filter((time) => time !== null);
    return known.length < times.length ? null : known.reduce((sum, time) => sum + time, 0) / answers;
  };
  return {
    ...attribute(profile),
    answers,
    cpu_ms: each(costs.map(({ cpu_ms }) => cpu_ms)),
    thread_ms: each(costs.map(({ thread_ms }) => thread_ms)),
    profile,
  };
}

function difference(after: number | null, before: number | null): number | null {
  return before === null || after === null ? null : after - before;
}

function observe(name: string, turns: readonly Answers[], base: readonly Answers[], count: number): Observed {
  const cpu = (turn: Answers | undefined): number => (turn?.cpu_ms ?? NaN) / count;
  const known = (pairs: Pair[]): Ratio | undefined => ratioOf(alone(pairs.filter(([time]) => !Number.isNaN(time))));
  const beside = turns.map(({ client_ms, infer_ms }) => client_ms.map((ms, index) => ms - (infer_ms[index] ?? NaN)));
  return {
    name,
    cpu_ms: median(turns.map(cpu)),
    client_ms: median(turns.flatMap(({ client_ms }) => client_ms)),
    infer_ms: mean(turns.flatMap(({ infer_ms }) => [...infer_ms])),
    inferences: known(turns.map((turn) => [cpu(turn), mean([...turn.infer_ms])])),
    beside_ms: { median: median(beside.flat()), interval: medianInterval(beside) },
    ratio: known(turns.map((turn, index) => [cpu(turn), cpu(base[index])])),
  };
}
