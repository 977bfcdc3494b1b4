import type { EngineName } from '../../../src/contract/names.ts';
import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import { Child } from '../../kit/child-process.ts';
import { median } from '../../kit/statistics/quantiles.ts';
import { Failure, reasonOf } from '../../kit/failure.ts';
import type { Workspace } from '../../models/workspace.ts';
import { PICTURE } from '../../kit/paths.ts';

/** What a process measures. */
export interface CostOrder {
  readonly workspace: Workspace;
  readonly entry: ModelEntry;
  readonly engine: EngineName;
  /** Path of the picture that is explained. */
  readonly picture: string;
}

/** Inferences with features, and heat maps of one class for each; in ms. */
export interface CostTimes {
  readonly infer_ms: number[];
  readonly map_ms: number[];
}

/** Medians over new processes, in ms: the first time in a new process, and once all is compiled. */
export interface MapCost {
  readonly engine: EngineName;
  readonly infer_ms: number;
  readonly map_ms: number;
  readonly first_infer_ms: number;
  readonly first_map_ms: number;
}

/**
 * Measures the time of a heat map of one class in Node, and of the inference that it explains.
 *
 * @param processes number of new processes, one after the other
 * @throws Failure when the model cannot be run
 */
export async function costOfMaps(
  workspace: Workspace,
  entry: ModelEntry,
  engine: EngineName,
  processes: number,
): Promise<MapCost> {
  const order = { workspace, entry, engine, picture: PICTURE };
  const rounds: CostTimes[] = [];
  for (let round = 0; round < processes; round++) rounds.push(await inNewProcess(order));
  const first = (of: (times: CostTimes) => readonly number[]): number =>
    median(rounds.map((times) => of(times)[0] ?? NaN));
  // By the second half all is compiled.
  const later = (of: (times: CostTimes) => readonly number[]): number =>
    median(rounds.flatMap((times) => of(times).slice(of(times).length / 2)));
  return {
    engine,
    infer_ms: later(({ infer_ms }) => infer_ms),
    map_ms: later(({ map_ms }) => map_ms),
    first_infer_ms: first(({ infer_ms }) => infer_ms),
    first_map_ms: first(({ map_ms }) => map_ms),
  };
}

async function inNewProcess(order: CostOrder): Promise<CostTimes> {
  const child = await Child.start<CostOrder, CostTimes>(new URL('cost-script.ts', import.meta.url));
  try {
    return await child.ask(order);
  } catch (error) {
    throw new Failure(`the time of a heat map could not be measured: ${reasonOf(error)}`);
  } finally {
    await child.close();
  }
}
