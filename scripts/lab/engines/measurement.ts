import { ENGINE_NAMES, type EngineName } from '../../../src/contract/names.ts';
import type { Picture } from '../../kit/load/picture.ts';
import { cpuTime } from '../../kit/process-usage.ts';
import { inRound, roundRobin } from '../../kit/round-robin.ts';
import type { Bundle, WorkerProcess } from '../../kit/worker/worker-process.ts';
import { type Answer, classify } from './classify.ts';
import type { ComparedModel } from './compared-model.ts';

/** An engine in a Worker. */
export interface Variant {
  readonly name: string;
  readonly engine: EngineName;
  readonly bundle: Bundle;
}

/** How much is measured. */
export interface EnginesPlan {
  /** Rounds; in each, every variant answers cold in a new process of its own. */
  readonly rounds: number;
  /** Warm answers of each engine and round; the engines alternate. */
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

/** All measurements of one model. Values at the same place in two lists were measured one after the other. */
export interface ModelResult {
  readonly model: string;
  /** Whether its weights are made up. */
  readonly random: boolean;
  /** By variant, one for each round. */
  readonly cold: Readonly<Record<string, Cold[]>>;
  /** By engine. */
  readonly warm: Readonly<Record<EngineName, Answer[]>>;
  /** CPU of the whole workerd process for an answer to the small picture, in ms, one for each round; by engine. */
  readonly cpu_ms: Readonly<Record<EngineName, number[]>>;
}

export interface EnginesResult {
  readonly models: readonly ModelResult[];
  /** WASM heap with all models loaded that have weights of their own, in bytes, by variant. */
  readonly heap_of_all: Readonly<Record<string, number>>;
}

/** Measures all models in all variants; the first variant must have both engines. */
export async function measureEngines(
  variants: readonly Variant[],
  models: readonly ComparedModel[],
  plan: EnginesPlan,
  report: (line: string) => void,
): Promise<EnginesResult> {
  const results: ModelResult[] = [];
  const heap_of_all: Record<string, number> = {};
  // More models than those that are shipped would not fit beside each other, and be released again.
  const shipped = models.filter(({ random }) => random === undefined).map(({ entry }) => entry.name);
  for (const { entry, random } of models) {
    const model = entry.name;
    const result: ModelResult = {
      model,
      random: random !== undefined,
      cold: Object.fromEntries(variants.map(({ name }) => [name, []])),
      warm: { onnxruntime: [], simd: [] },
      cpu_ms: { onnxruntime: [], simd: [] },
    };
    for (let round = 0; round < plan.rounds; round++) {
      report(`${model}, round ${round + 1} of ${plan.rounds}`);
      for (const { name, engine, bundle } of inRound(variants, round)) {
        await bundle.use(async (worker) => {
          const ask = (model: string): Promise<Answer> => classify(worker.origin, model, engine, plan.picture);
          result.cold[name]?.push({ ...(await ask(model)), listening_ms: worker.start.listening_ms });
          if (heap_of_all[name] !== undefined || random !== undefined) return;
          for (const other of shipped) heap_of_all[name] = (await ask(other)).heap_bytes;
        });
      }
      await variants[0]?.bundle.use((worker) => measureWarm(worker, model, plan, result));
    }
    results.push(result);
  }
  return { models: results, heap_of_all };
}

/** Both engines in one process, answer by answer. */
async function measureWarm(
  { origin, pid }: WorkerProcess,
  model: string,
  { warm, warmup, picture, small }: EnginesPlan,
  result: ModelResult,
): Promise<void> {
  await roundRobin(ENGINE_NAMES, warmup + warm, async (engine, round) => {
    const answer = await classify(origin, model, engine, picture);
    if (round >= warmup) result.warm[engine].push(answer);
  });
  for (const engine of ENGINE_NAMES) {
    await classify(origin, model, engine, small);
    const before = cpuTime(pid);
    for (let i = 0; i < warm; i++) await classify(origin, model, engine, small);
    const after = cpuTime(pid);
    if (before !== null && after !== null) result.cpu_ms[engine].push((after - before) / warm);
  }
}
