import { availableParallelism } from 'node:os';

import type { Corpus } from '../corpus.ts';
import { FORMATS, type FuzzFormat } from '../format.ts';
import { type Mutant, mutantOf } from '../mutant.ts';
import { saveInput } from '../saved-input.ts';
import { type DecoderProcess, openDecoder } from './decoder-process.ts';
import { compare } from './differential.ts';
import { type Finding, judge, LIMITS, type Limits } from './oracle.ts';
import { contentOf, type Execution, type Task } from './outcome.ts';
import { reduce } from './reduction.ts';
import { count, countComparison, emptyCounts, type DecodeCountsByFormat } from './counts.ts';

export interface DecodeCampaign {
  readonly seed: number;
  /** Number of inputs. */
  readonly runs: number;
  readonly formats: readonly FuzzFormat[];
  /** Moment on the clock of `performance.now()` after which no input is begun. */
  readonly until?: number;
  /** Path of the module to attack. */
  readonly decoder: string;
  /** Where inputs with findings are kept. */
  readonly folder: string;
  readonly limits?: Limits;
  /** How long one input may take before its process is ended, in ms. */
  readonly patience?: number;
  /** Every how many inputs one is also decoded in a new process. */
  readonly freshEvery?: number;
}

/** An input that failed. */
export interface Failing extends Finding {
  readonly format: FuzzFormat;
  readonly index: number;
  /** Where it is kept. */
  readonly path: string;
}

export interface DecodeResult {
  readonly tallies: DecodeCountsByFormat;
  readonly failures: readonly Failing[];
  readonly seconds: number;
}

/** The watchdog measures wall time, which is longer than CPU time on a machine that others use. */
const PATIENCE = 30_000;

/** Every how many inputs one is decoded twice, made into a tensor, compared with libvips. */
const [TWICE, TENSOR, COMPARED] = [20, 8, 4];
const FRESH = 100;

/** Every how many inputs one is of a foreign format; few, because they are refused by their first bytes. */
const FOREIGN = 10;

/** Format and number of the inputs of a campaign, in order. */
export function* inputsOf(formats: readonly FuzzFormat[], runs: number): Generator<readonly [FuzzFormat, number]> {
  const next = Object.fromEntries(FORMATS.map((format) => [format, 0])) as Record<FuzzFormat, number>;
  const decoded = formats.filter((format) => format !== 'foreign');
  let chosen = 0;
  for (let run = 0; run < runs; run++) {
    const isForeign = decoded.length === 0 || (formats.includes('foreign') && run % FOREIGN === FOREIGN - 1);
    const format = isForeign ? 'foreign' : (decoded[chosen++ % decoded.length] ?? 'foreign');
    yield [format, next[format]++];
  }
}

/** Feeds mutated files to a decoder and judges each outcome. */
export async function attackDecoder(
  corpus: Corpus,
  campaign: DecodeCampaign,
  onInput: (failures: number) => void = () => undefined,
): Promise<DecodeResult> {
  const { seed, formats, runs, until = Number.POSITIVE_INFINITY, patience = PATIENCE } = campaign;
  const begin = performance.now();
  const inputs = inputsOf(formats, runs);
  const tallies: DecodeCountsByFormat = {};
  const failures: Failing[] = [];
  const processes = Array.from({ length: Math.min(runs, availableParallelism()) }, () =>
    openDecoder(campaign.decoder, patience),
  );
  let isOver = false;
  const work = async (decoder: DecoderProcess): Promise<void> => {
    for (const [format, index] of inputs) {
      if (performance.now() > until) return;
      const mutant = mutantOf(corpus, seed, format, index);
      const finding = await examine(decoder, mutant, campaign, tallies);
      // The process was ended because the campaign is over, which says nothing about the input.
      if (isOver) return;
      if (finding !== undefined) {
        const path = await keep(decoder, mutant, finding, campaign);
        failures.push({ ...finding, format, index, path });
      }
      onInput(failures.length);
    }
  };
  try {
    await Promise.all(processes.map(work));
  } finally {
    isOver = true;
    await Promise.all(processes.map((decoder) => decoder.close()));
  }
  return { tallies, failures, seconds: (performance.now() - begin) / 1000 };
}

/** Decodes one input, judges and counts it. */
async function examine(
  decoder: DecoderProcess,
  mutant: Mutant,
  campaign: DecodeCampaign,
  tallies: DecodeCountsByFormat,
): Promise<Finding | undefined> {
  const { format, index, bytes } = mutant;
  const { limits = LIMITS, freshEvery = FRESH } = campaign;
  const counts = (tallies[format] ??= emptyCounts());
  const execution = await decoder.run(taskOf(mutant));
  count(counts, bytes.length, execution);
  let finding = judge(mutant, execution, limits);
  // EdgeLens refuses foreign formats on purpose, even those that libvips decodes.
  if (format !== 'foreign' && index % COMPARED === 0) {
    const comparison = await compare(bytes, execution.outcome);
    countComparison(counts, index, comparison);
    if (comparison.verdict === 'disagrees') finding ??= { reason: 'size', message: comparison.message };
  }
  if (
    finding === undefined &&
    index % freshEvery === freshEvery - 1 &&
    !(await isSameAlone(mutant, execution, campaign))
  )
    finding = { reason: 'history', message: 'comes out otherwise in a process that has decoded nothing before' };
  if (finding !== undefined) counts.failures++;
  return finding;
}

/** Whether a new process gives the same outcome: decoders may be kept from one picture to the next. */
async function isSameAlone(
  mutant: Mutant,
  { outcome }: Execution,
  { decoder, patience = PATIENCE }: DecodeCampaign,
): Promise<boolean> {
  const alone = openDecoder(decoder, patience);
  const again = await alone.run(taskOf(mutant)).finally(alone.close);
  return contentOf(again.outcome) === contentOf(outcome);
}

function taskOf({ bytes, shortSide, index }: Mutant): Task {
  return { bytes, shortSide, twice: index % TWICE === 0, tensor: index % TENSOR === 0 };
}

/** Saves an input with a finding, made smaller where that is quick. */
async function keep(
  decoder: DecoderProcess,
  mutant: Mutant,
  { reason, message }: Finding,
  { seed, folder, limits = LIMITS }: DecodeCampaign,
): Promise<string> {
  const { format, index, recipe, shortSide } = mutant;
  const fails = async (bytes: Uint8Array): Promise<boolean> => {
    const execution = await decoder.run({ ...taskOf(mutant), bytes });
    return judge(mutant, execution, limits)?.reason === reason;
  };
  const isQuick = ['exception', 'length', 'dimensions', 'short-side', 'extent', 'message', 'kind'].includes(reason);
  const bytes = isQuick ? await reduce(mutant.bytes, fails) : mutant.bytes;
  return saveInput(folder, bytes, { reason, message, seed, format, index, recipe: [...recipe], shortSide });
}
