import type { EngineName } from '../../../src/contract/names.ts';
import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import { enginesOf } from '../../../src/catalogue/served-files.ts';
import type { SpeedFigures } from '../../../src/contract/measured.ts';
import { neededShortSide } from '../../../src/inference/picture/preprocess.ts';
import { warmUpClient } from '../../kit/load/client.ts';
import { describeMachine } from '../../kit/load/machine.ts';
import { pagePicture, type Picture } from '../../kit/load/picture.ts';
import { cpuTime } from '../../kit/process-usage.ts';
import { roundRobin } from '../../kit/round-robin.ts';
import { median } from '../../kit/statistics/quantiles.ts';
import { inTemporaryFolder } from '../../kit/temporary-folder.ts';
import { type Bundle, prepareWorker } from '../../kit/worker/worker-process.ts';
import { type Answer, batchMeans, classify } from './classify.ts';

/** How a speed is measured. */
export interface SpeedPlan {
  /** New processes of each model and engine. */
  readonly rounds: number;
  /** Warm answers of each process; whole batches of ten. */
  readonly warm: number;
  /** Answers before them that do not count. */
  readonly warmup: number;
  readonly picture: Picture;
  /** The command line, for the record. */
  readonly command: string;
}

/** What one process took. */
interface Round {
  readonly first: Answer;
  /** Median over batches. */
  readonly warm_ms: number;
  readonly heap_bytes: number;
  /** CPU time of an answer to the small picture; null where the system does not tell. */
  readonly cpu_ms: number | null;
}

/** A model in an engine, and its speed. */
export interface MeasuredSpeed {
  readonly model: ModelEntry;
  readonly figures: SpeedFigures;
}

/**
 * Measures models in local workerd, each in each of its engines, alone in new processes.
 * @returns medians over the rounds
 */
export async function measureSpeed(
  models: readonly ModelEntry[],
  plan: SpeedPlan,
  report: (line: string) => void,
): Promise<MeasuredSpeed[]> {
  const pairs = models.flatMap((model) => enginesOf(model).map((engine) => ({ model, engine, rounds: [] as Round[] })));
  const { cpu, cores, made_with, date } = describeMachine();
  await inTemporaryFolder('edgelens-speed-', async (folder) => {
    const bundle = prepareWorker(folder);
    await warmUpClient(plan.picture);
    await roundRobin(pairs, plan.rounds, async ({ model, engine, rounds }, round) => {
      report(`${model.name} in ${engine}, round ${round + 1} of ${plan.rounds}`);
      rounds.push(await measureRound(bundle, model, engine, plan));
    });
  });
  return pairs.map(({ model, engine, rounds }) => {
    const cpuTimes = rounds.flatMap(({ cpu_ms }) => cpu_ms ?? []);
    const middle = (of: (round: Round) => number): number => Number(median(rounds.map(of)).toFixed(1));
    return {
      model,
      figures: {
        engine,
        load_ms: middle(({ first }) => first.load_ms),
        first_ms: middle(({ first }) => first.infer_ms),
        warm_ms: middle(({ warm_ms }) => warm_ms),
        runs: plan.rounds * plan.warm,
        ...(cpuTimes.length === 0 ? {} : { cpu_ms: Number(median(cpuTimes).toFixed(1)) }),
        heap_bytes: Math.round(median(rounds.map(({ heap_bytes }) => heap_bytes))),
        machine: `${cpu}, ${cores} cores, local workerd ${made_with.workerd}`,
        date: date.slice(0, 10),
        made_with,
        command: plan.command,
      },
    };
  });
}

async function measureRound(
  bundle: Bundle,
  model: ModelEntry,
  engine: EngineName,
  { warm, warmup, picture }: SpeedPlan,
): Promise<Round> {
  return bundle.use(async ({ origin, pid }) => {
    const ask = (of = picture): Promise<Answer> => classify(origin, model.name, engine, of);
    const first = await ask();
    for (let i = 0; i < warmup; i++) await ask();
    let last = first;
    const times: number[] = [];
    for (let i = 0; i < warm; i++) times.push((last = await ask()).infer_ms);
    const small = await pagePicture(picture, neededShortSide(model.input));
    await ask(small);
    const before = cpuTime(pid);
    for (let i = 0; i < warm; i++) await ask(small);
    const after = cpuTime(pid);
    const cpu_ms = before === null || after === null ? null : (after - before) / warm;
    return { first, warm_ms: median(batchMeans(times)), heap_bytes: last.heap_bytes, cpu_ms };
  });
}
