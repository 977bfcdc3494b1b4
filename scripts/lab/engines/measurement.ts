import { modelBytes } from '../../../src/catalogue/served-files.ts';
import type { Picture } from '../../kit/load/picture.ts';
import { cpuTime } from '../../kit/process-usage.ts';
import { inRound, roundRobin } from '../../kit/round-robin.ts';
import type { WorkerProcess } from '../../kit/worker/worker-process.ts';
import { type Answer, classify } from './classify.ts';
import type { ComparedModel } from './compared-model.ts';
import { CONTENDERS, type Contender, type ContenderName, modelFor, SIDE_BY_SIDE } from './contender.ts';

/** How much is measured. */
export interface EnginesPlan {
  /** Rounds; in each, every contender answers cold in a new process of its own. */
  readonly rounds: number;
  /** Warm answers of each contender and round; they alternate. */
  readonly warm: number;
  /** Answers before them that do not count. */
  readonly warmup: number;
  readonly picture: Picture;
  /** What the page would send. */
  readonly small: Picture;
}

/** A cold answer: the first of a new process. */
export interface Cold extends Answer {
  /** From the spawning of the process until it listened, in ms. */
  readonly listening_ms: number;
}

type By<Value> = Partial<Record<ContenderName, Value>>;

/** All measurements of one model. Values at the same place in two lists were measured one after the other. */
export interface ModelResult {
  readonly model: string;
  /** Whether its weights are made up. */
  readonly random: boolean;
  /** What the engine reads, in bytes. */
  readonly file_bytes: Readonly<By<number>>;
  /** One for each round. */
  readonly cold: Readonly<By<Cold[]>>;
  /** Of onnxruntime with int8 in a process of its own, of the others in one process and in turns. */
  readonly warm: Readonly<By<Answer[]>>;
  /** CPU of the whole workerd process for an answer to the small picture, in ms, one for each round. */
  readonly cpu_ms: Readonly<By<number[]>>;
}

export interface EnginesResult {
  readonly models: readonly ModelResult[];
  /** WASM heap with all models loaded that have weights of their own, in bytes. */
  readonly heap_of_all: Readonly<By<number>>;
}

/** Measures all models with all contenders. */
export async function measureEngines(
  contenders: readonly Contender[],
  models: readonly ComparedModel[],
  plan: EnginesPlan,
  report: (line: string) => void,
): Promise<EnginesResult> {
  const results: ModelResult[] = [];
  const heap_of_all: By<number> = {};
  // More models than those that are shipped would not fit beside each other, and be released again.
  const shipped = models.filter(({ random }) => random === undefined);
  for (const compared of models) {
    const { entry, random, int8 } = compared;
    const result = {
      model: entry.name,
      random: random !== undefined,
      file_bytes: {} as By<number>,
      cold: {} as By<Cold[]>,
      warm: {} as By<Answer[]>,
      cpu_ms: {} as By<number[]>,
    };
    const able = contenders.filter((contender) => modelFor(contender, compared) !== undefined);
    for (const { name, engine, weights } of able) {
      result.file_bytes[name] = modelBytes((weights === 'int8' ? int8?.entry : undefined) ?? entry, engine);
    }
    for (let round = 0; round < plan.rounds; round++) {
      report(`${entry.name}, round ${round + 1} of ${plan.rounds}`);
      for (const contender of inRound(able, round)) {
        const { name, engine, bundle } = contender;
        await bundle.use(async (worker) => {
          const ask = (model = ''): Promise<Answer> => classify(worker.origin, model, engine, plan.picture);
          const cold = { ...(await ask(modelFor(contender, compared))), listening_ms: worker.start.listening_ms };
          (result.cold[name] ??= []).push(cold);
          if (name === CONTENDERS.ortInt8) await measureWarm(worker, [contender], compared, plan, result);
          if (heap_of_all[name] !== undefined || random !== undefined) return;
          const others = shipped.map((other) => modelFor(contender, other));
          if (others.includes(undefined)) return;
          for (const other of others) heap_of_all[name] = (await ask(other)).heap_bytes;
        });
      }
      const together = able.filter(({ name }) => SIDE_BY_SIDE.includes(name));
      await together[0]?.bundle.use((worker) => measureWarm(worker, together, compared, plan, result));
    }
    results.push(result);
  }
  return { models: results, heap_of_all };
}

/** Contenders in one process, answer by answer. */
async function measureWarm(
  { origin, pid }: WorkerProcess,
  contenders: readonly Contender[],
  compared: ComparedModel,
  { warm, warmup, picture, small }: EnginesPlan,
  result: { readonly warm: By<Answer[]>; readonly cpu_ms: By<number[]> },
): Promise<void> {
  const ask = (contender: Contender, of: Picture): Promise<Answer> =>
    classify(origin, modelFor(contender, compared) ?? '', contender.engine, of);
  await roundRobin(contenders, warmup + warm, async (contender, round) => {
    const answer = await ask(contender, picture);
    if (round >= warmup) (result.warm[contender.name] ??= []).push(answer);
  });
  for (const contender of contenders) {
    await ask(contender, small);
    const before = cpuTime(pid);
    for (let i = 0; i < warm; i++) await ask(contender, small);
    const after = cpuTime(pid);
    if (before !== null && after !== null) (result.cpu_ms[contender.name] ??= []).push((after - before) / warm);
  }
}
