import type { EngineName } from '../../../src/contract/names.ts';
import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import { shareOf } from '../../bench/plan.ts';
import type { Workspace } from '../../models/workspace.ts';
import type { Measurement } from './measurement.ts';
import { measureInNewProcess } from './runner.ts';

/** A model that is measured. */
export interface Entrant {
  readonly entry: ModelEntry;
  /** Where its files lie. */
  readonly workspace: Workspace;
  readonly engines: readonly EngineName[];
  /** Path of the picture that it classifies. */
  readonly picture: string;
}

export interface ContestRules {
  readonly rounds: number;
  /** Timed runs of each entrant and engine, dealt to the rounds. */
  readonly runs: number;
  /** Runs of each process before them. */
  readonly warmup: number;
}

/** By engine, a process of each round. */
export type Measurements = Readonly<Record<EngineName, readonly Measurement[]>>;

/**
 * Measures all entrants in all of their engines, in every round one after the other, each in a new process: what slows the
 * machine down for a while slows all of them.
 * @returns in the order of the entrants
 */
export async function contest(
  entrants: readonly Entrant[],
  { rounds, runs, warmup }: ContestRules,
  report: (line: string) => void,
): Promise<Measurements[]> {
  const results = entrants.map(() => ({ onnxruntime: [] as Measurement[], simd: [] as Measurement[] }));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < entrants.length; turn++) {
      // Who begins changes from round to round.
      const index = (turn + round) % entrants.length;
      const entrant = entrants[index];
      const result = results[index];
      if (entrant === undefined || result === undefined) continue;
      const { entry, workspace, engines, picture } = entrant;
      for (const engine of engines) {
        report(`round ${round + 1} of ${rounds}: ${entry.name}, ${engine}`);
        const order = { workspace, entry, engine, picture, warmup, runs: shareOf(runs, round, rounds) };
        result[engine].push(await measureInNewProcess(order));
      }
    }
  }
  return results;
}
