import { ENGINE_NAMES, type EngineName } from '../../../src/contract/names.ts';
import type { Picture } from '../../kit/load/picture.ts';
import type { Bundle } from '../peers/bundle.ts';
import type { WorkerProcess } from '../../kit/worker/worker-process.ts';
import { type Answer, classify } from './classify.ts';
import { cpuTime } from './cpu-time.ts';
import type { Subject } from './subject.ts';

/** An engine in a Worker. */
export interface Contestant {
  readonly name: string;
  readonly engine: EngineName;
  readonly bundle: Bundle;
}

export interface ContestRules {
  /** Rounds; in each, every contestant answers cold in a new process of its own. */
  readonly rounds: number;
  /** Warm answers of each engine and round, taking turns. */
  readonly warm: number;
  /** Answers before them that do not count. */
  readonly warmup: number;
  readonly picture: Picture;
  /** What a page would send: shrunk by the client. */
  readonly small: Picture;
}

/** A cold answer: the first of a new process. */
export interface Cold extends Answer {
  /** From the spawning of the process until it listened, in ms. */
  readonly listening_ms: number;
}

/** All that was measured of one model. Values at the same place in two lists were measured one after the other. */
export interface ModelResult {
  readonly model: string;
  /** Whether its weights are made up. */
  readonly random: boolean;
  /** By contestant, a round each. */
  readonly cold: Readonly<Record<string, Cold[]>>;
  /** By engine. */
  readonly warm: Readonly<Record<EngineName, Answer[]>>;
  /** CPU of the whole workerd process for an answer to the small picture, in ms, a round each; by engine. */
  readonly cpu_ms: Readonly<Record<EngineName, number[]>>;
}

export interface ContestResult {
  readonly models: readonly ModelResult[];
  /** WASM heap with all models loaded that have weights of their own, in bytes, by contestant. */
  readonly heap_of_all: Readonly<Record<string, number>>;
}

/** Lets the engines run against each other. */
export async function contest(
  contestants: readonly Contestant[],
  subjects: readonly Subject[],
  rules: ContestRules,
  report: (line: string) => void,
): Promise<ContestResult> {
  const models: ModelResult[] = [];
  const heap_of_all: Record<string, number> = {};
  // More than those that are shipped would not find room beside each other, and be released again.
  const together = subjects.filter(({ random }) => random === undefined).map(({ entry }) => entry.name);
  for (const { entry, random } of subjects) {
    const model = entry.name;
    const result: ModelResult = {
      model,
      random: random !== undefined,
      cold: Object.fromEntries(contestants.map(({ name }) => [name, []])),
      warm: { onnxruntime: [], simd: [] },
      cpu_ms: { onnxruntime: [], simd: [] },
    };
    for (let round = 0; round < rules.rounds; round++) {
      report(`${model}, round ${round + 1} of ${rules.rounds}`);
      // Who begins changes from round to round.
      const first = round % contestants.length;
      for (const contestant of [...contestants.slice(first), ...contestants.slice(0, first)]) {
        await inNewProcess(contestant.bundle, async (worker) => {
          const ask = (name: string): Promise<Answer> =>
            classify(worker.origin, name, contestant.engine, rules.picture);
          result.cold[contestant.name]?.push({ ...(await ask(model)), listening_ms: worker.start.listening_ms });
          if (heap_of_all[contestant.name] !== undefined || random !== undefined) return;
          for (const other of together) heap_of_all[contestant.name] = (await ask(other)).heap_bytes;
        });
      }
      const [full] = contestants;
      if (full) await inNewProcess(full.bundle, (worker) => warmRound(worker, model, rules, result));
    }
    models.push(result);
  }
  return { models, heap_of_all };
}

/** Both engines in one process, turn by turn. */
async function warmRound(
  { origin, pid }: WorkerProcess,
  model: string,
  { warm, warmup, picture, small }: ContestRules,
  result: ModelResult,
): Promise<void> {
  for (let turn = -warmup; turn < warm; turn++) {
    for (const engine of ENGINE_NAMES) {
      const answer = await classify(origin, model, engine, picture);
      if (turn >= 0) result.warm[engine].push(answer);
    }
  }
  for (const engine of ENGINE_NAMES) {
    await classify(origin, model, engine, small);
    const before = cpuTime(pid);
    for (let turn = 0; turn < warm; turn++) await classify(origin, model, engine, small);
    const after = cpuTime(pid);
    if (before !== null && after !== null) result.cpu_ms[engine].push((after - before) / warm);
  }
}

/** Starts a Worker in a new process, uses it and ends it. */
export async function inNewProcess(bundle: Bundle, use: (worker: WorkerProcess) => Promise<void>): Promise<void> {
  const worker = await bundle.start();
  try {
    await use(worker);
  } finally {
    await worker.close();
  }
}
