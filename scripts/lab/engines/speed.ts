import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { EngineName } from '../../../src/contract/names.ts';
import { enginesOf, type ModelEntry } from '../../../src/catalogue/manifest.ts';
import type { SpeedFigures } from '../../../src/contract/measured.ts';
import { warmUpClient } from '../../kit/load/client.ts';
import { describeMachine } from '../../kit/load/machine.ts';
import type { Picture } from '../../kit/load/picture.ts';
import { median } from '../../kit/statistics/quantiles.ts';
import { ROOT } from '../../kit/paths.ts';
import { type Bundle, bundleOf } from '../peers/bundle.ts';
import { FULL } from '../../kit/worker/profile.ts';
import { batchMeans } from './batch-means.ts';
import { type Answer, classify } from './classify.ts';
import { inNewProcess } from './contest.ts';

/** How a speed is measured. */
export interface SpeedRules {
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

/** A model in an engine. */
export interface Candidate {
  readonly model: ModelEntry;
  readonly engine: EngineName;
}

/**
 * Measures models in local workerd, each with each of its engines alone in new processes, in turns, so that what slows the
 * machine down for a while hits all of them.
 *
 * @returns medians over the rounds
 */
export async function measureSpeed(
  models: readonly ModelEntry[],
  rules: SpeedRules,
  report: (line: string) => void,
): Promise<ReadonlyMap<Candidate, SpeedFigures>> {
  const candidates = models.flatMap((model) => enginesOf(model).map((engine): Candidate => ({ model, engine })));
  const rounds = new Map(candidates.map((candidate): [Candidate, Round[]] => [candidate, []]));
  const machine = describeMachine();
  const folder = await mkdtemp(join(tmpdir(), 'edgelens-speed-'));
  try {
    const bundle = bundleOf(join(ROOT, 'wrangler.toml'), folder, FULL.entry);
    await warmUpClient([rules.picture]);
    for (let round = 0; round < rules.rounds; round++) {
      for (const [candidate, done] of rounds) {
        report(`${candidate.model.name} in ${candidate.engine}, round ${round + 1} of ${rules.rounds}`);
        done.push(await measureRound(bundle, candidate, rules));
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return new Map(
    [...rounds].map(([candidate, done]) => {
      const middle = (of: (round: Round) => number): number => Number(median(done.map(of)).toFixed(1));
      const figures: SpeedFigures = {
        engine: candidate.engine,
        load_ms: middle(({ first }) => first.load_ms),
        first_ms: middle(({ first }) => first.infer_ms),
        warm_ms: middle(({ warm_ms }) => warm_ms),
        runs: rules.rounds * rules.warm,
        heap_bytes: median(done.map(({ heap_bytes }) => heap_bytes)),
        machine: `${machine.cpu}, ${machine.cores} cores, local workerd ${machine.workerd}`,
        date: machine.date.slice(0, 10),
        command: rules.command,
      };
      return [candidate, figures];
    }),
  );
}

interface Round {
  readonly first: Answer;
  /** Median over batches. */
  readonly warm_ms: number;
  readonly heap_bytes: number;
}

async function measureRound(bundle: Bundle, { model, engine }: Candidate, rules: SpeedRules): Promise<Round> {
  const answers: Answer[] = [];
  await inNewProcess(bundle, async ({ origin }) => {
    for (let turn = 0; turn < 1 + rules.warmup + rules.warm; turn++) {
      answers.push(await classify(origin, model.name, engine, rules.picture));
    }
  });
  const [first] = answers;
  const last = answers.at(-1);
  if (first === undefined || last === undefined) throw new Error('a round without an answer');
  const warm = answers.slice(1 + rules.warmup).map(({ infer_ms }) => infer_ms);
  return { first, warm_ms: median(batchMeans(warm)), heap_bytes: last.heap_bytes };
}
