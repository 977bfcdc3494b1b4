import type { EngineName } from '../../../src/contract/names.ts';
import type { LoadCost } from '../../../src/inference/engines/engine.ts';
import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import { Child } from '../../kit/child-process.ts';
import { Failure, reasonOf } from '../../kit/failure.ts';
import { roundRobin, shareOf } from '../../kit/round-robin.ts';
import type { Workspace } from '../../models/workspace.ts';

/** A model that is measured. */
export interface TestedModel {
  readonly entry: ModelEntry;
  /** Where its files lie. */
  readonly workspace: Workspace;
  readonly engines: readonly EngineName[];
  /** Path of the picture that it classifies. */
  readonly picture: string;
}

/** What one process measures. */
export interface Order extends Omit<TestedModel, 'engines'> {
  readonly engine: EngineName;
  /** Runs that do not count. */
  readonly warmup: number;
  /** Timed runs. */
  readonly runs: number;
}

/** What one process found; times in ms. */
export interface Measurement {
  /** Runtime started, files read, model made ready. The WebAssembly was compiled before, as workerd does. */
  readonly load_ms: number;
  readonly first_ms: number;
  /** Every timed run. */
  readonly warm_ms: readonly number[];
  /** CPU time of all threads of the process for one of these runs. */
  readonly cpu_ms: number;
  /** The same for decoding and scaling the picture. */
  readonly picture_ms: number;
  /** Linear memory of the engine, in bytes. */
  readonly heap_bytes: number;
  /** Most bytes that loading would take, as the engine had estimated. */
  readonly cost: LoadCost;
}

/** By engine, a process of each round. */
export type Measurements = Readonly<Record<EngineName, readonly Measurement[]>>;

/** How much is measured. */
export interface MeasurementPlan {
  readonly rounds: number;
  /** Timed runs of each model and engine, dealt to the rounds. */
  readonly runs: number;
  /** Runs of each process before them. */
  readonly warmup: number;
}

/**
 * Measures all models in all of their engines, round by round, each in a new process, so that no code is compiled and no
 * memory has grown before.
 * @returns in the order of the models
 * @throws Failure when a model cannot be run
 */
export async function measureModels(
  models: readonly TestedModel[],
  { rounds, runs, warmup }: MeasurementPlan,
  report: (line: string) => void,
): Promise<Measurements[]> {
  const results = models.map((model) => ({
    model,
    found: { onnxruntime: [] as Measurement[], simd: [] as Measurement[] },
  }));
  await roundRobin(results, rounds, async ({ model: { engines, ...model }, found }, round) => {
    for (const engine of engines) {
      report(`round ${round + 1} of ${rounds}: ${model.entry.name}, ${engine}`);
      found[engine].push(await measureInNewProcess({ ...model, engine, warmup, runs: shareOf(runs, round, rounds) }));
    }
  });
  return results.map(({ found }) => found);
}

async function measureInNewProcess(order: Order): Promise<Measurement> {
  const child = await Child.start<Order, Measurement>(new URL('measurement-script.ts', import.meta.url));
  try {
    return await child.ask(order);
  } catch (error) {
    throw new Failure(`${order.entry.name} in ${order.engine}: ${reasonOf(error)}`);
  } finally {
    await child.close();
  }
}
