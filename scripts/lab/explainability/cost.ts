import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { z } from 'zod';

import { ENGINE_NAMES, type EngineName } from '../../../src/contract/names.ts';
import { manifestSchema, type ModelEntry } from '../../../src/catalogue/manifest.ts';
import { median } from '../../kit/statistics/quantiles.ts';
import { Failure, reasonOf } from '../../kit/failure.ts';
import type { Workspace } from '../../models/workspace.ts';
import { PICTURE } from '../../kit/paths.ts';

const PROGRAM = fileURLToPath(new URL('cost-process.ts', import.meta.url));

/** What a process is told to measure. */
export const orderSchema = z.object({
  workspace: z.object({ models: z.string(), sources: z.string() }),
  entry: manifestSchema.shape.models.element,
  engine: z.enum(ENGINE_NAMES),
  /** Path of the picture that is explained. */
  picture: z.string(),
});

/** Inferences with features, and heat maps of one class for each; in ms. */
export const timesSchema = z.object({ infer_ms: z.array(z.number()), map_ms: z.array(z.number()) });

/** Medians over new processes, in ms: the first time in a new process, and once all is compiled. */
export interface MapCost {
  readonly engine: EngineName;
  readonly infer_ms: number;
  readonly map_ms: number;
  readonly first_infer_ms: number;
  readonly first_map_ms: number;
}

/**
 * Measures what a heat map of one class takes in Node beside the inference that it explains.
 *
 * @param processes in how many new ones, one after the other
 * @throws Failure when the model cannot be run
 */
export async function costOfMaps(
  workspace: Workspace,
  entry: ModelEntry,
  engine: EngineName,
  processes: number,
): Promise<MapCost> {
  const order = JSON.stringify({ workspace, entry, engine, picture: PICTURE } satisfies z.infer<typeof orderSchema>);
  const rounds: z.infer<typeof timesSchema>[] = [];
  for (let round = 0; round < processes; round++) rounds.push(await inNewProcess(order));
  const first = (of: (times: (typeof rounds)[number]) => readonly number[]): number =>
    median(rounds.map((times) => of(times)[0] ?? NaN));
  // By the second half all is compiled.
  const later = (of: (times: (typeof rounds)[number]) => readonly number[]): number =>
    median(rounds.flatMap((times) => of(times).slice(of(times).length / 2)));
  return {
    engine,
    infer_ms: later(({ infer_ms }) => infer_ms),
    map_ms: later(({ map_ms }) => map_ms),
    first_infer_ms: first(({ infer_ms }) => infer_ms),
    first_map_ms: first(({ map_ms }) => map_ms),
  };
}

async function inNewProcess(order: string): Promise<z.infer<typeof timesSchema>> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, order]);
    return timesSchema.parse(JSON.parse(stdout));
  } catch (error) {
    throw new Failure(`what a heat map takes could not be measured: ${reasonOf(error)}`);
  }
}
