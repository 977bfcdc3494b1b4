import type { EngineName } from '../../../src/contract/names.ts';
import type {
  MeasuredArchitecture,
  EngineFigures,
  CandidateFigures,
} from '../../../src/catalogue/candidate-figures.ts';
import type { Catalogue } from '../../../src/catalogue/catalogue.ts';
import { modelBytes } from '../../../src/catalogue/served-files.ts';
import { type Interval, medianInterval } from '../../kit/statistics/bootstrap.ts';
import { median } from '../../kit/statistics/quantiles.ts';
import { alone, type Pair, type Ratio, ratioOf } from '../../kit/statistics/ratio.ts';
import { accuracyAt } from '../../models/catalogue/catalogue.ts';
import { REFERENCE } from './candidate.ts';
import { fitOf } from './fit.ts';
import type { Measurement, Measurements, TestedModel } from './measurement.ts';
import type { PreparedCandidate } from './preparation.ts';

/** A candidate that was measured. */
export interface Measured extends Omit<PreparedCandidate, 'control' | 'variants'> {
  readonly measurements: Measurements;
  readonly variants: readonly { readonly tested: TestedModel; readonly measurements: Measurements }[];
  /** Of random weights in the same topology; undefined where the candidate itself has random weights. */
  readonly control: Measurements | undefined;
}

/** Bytes of the Worker that has an engine, without models. */
export type UploadBytes = Readonly<Record<EngineName, number>>;

/** When, where and how the figures were measured. */
export interface Circumstances extends Pick<CandidateFigures, 'date' | 'command' | 'made_with' | 'machine' | 'load'> {
  readonly catalogue: Catalogue;
  readonly uploads: UploadBytes;
}

/** Sums up measurements: medians, intervals, ratios and limits. */
export function figuresOf(
  measured: readonly Measured[],
  { catalogue, uploads, date, command, made_with, machine, load }: Circumstances,
): CandidateFigures {
  const reference = measured.find(({ considered }) => considered.available.name === REFERENCE)?.measurements;
  const candidates = measured.map((one) => candidateOf(one, uploads, reference));
  const used = new Set(candidates.map(({ accuracy }) => accuracy?.source));
  return {
    version: 1,
    date,
    command,
    made_with,
    machine,
    load,
    reference: REFERENCE,
    sources: Object.fromEntries(Object.entries(catalogue.sources).filter(([key]) => used.has(key))),
    candidates,
    control: measured.flatMap(controlOf),
  };
}

function candidateOf(
  { considered: { available, own }, tested, measurements, variants, withoutSimd }: Measured,
  uploads: UploadBytes,
  reference: Measurements | undefined,
): MeasuredArchitecture {
  const { name, title, accuracy } = available;
  const { entry } = tested;
  const size = entry.input.size[1];
  return {
    name,
    title,
    weights: own === undefined ? 'random' : 'own',
    model: own?.name ?? null,
    size,
    parameters: entry.parameters,
    macs: entry.macs,
    bytes: modelBytes(entry, 'onnxruntime'),
    accuracy: accuracyAt(accuracy, size) ?? null,
    engines: enginesOf(tested, measurements, uploads, reference),
    variants: variants.map(({ tested, measurements }) => ({
      model: tested.entry.name,
      engines: enginesOf(tested, measurements, uploads, reference),
    })),
    without_simd: withoutSimd,
  };
}

function enginesOf(
  { entry, engines }: TestedModel,
  measurements: Measurements,
  uploads: UploadBytes,
  reference: Measurements | undefined,
): EngineFigures[] {
  return engines.map((engine) => {
    const rounds = measurements[engine];
    const ratio = reference === undefined ? undefined : ratioOf(alone(pairsOf(rounds, reference[engine])));
    const figures = summaryOf(rounds);
    return {
      engine,
      ...figures,
      ratio: ratio?.median ?? null,
      ratio_interval: tuple(ratio?.interval),
      fits: fitOf(entry, engine, uploads[engine], { ...figures, cost: costOf(rounds) }),
    };
  });
}

function summaryOf(
  rounds: readonly Measurement[],
): Omit<EngineFigures, 'engine' | 'ratio' | 'ratio_interval' | 'fits'> {
  const medianBy = (of: (round: Measurement) => number): number => median(rounds.map(of));
  const times = rounds.map(({ warm_ms }) => warm_ms);
  return {
    runs: times.flat().length,
    processes: rounds.length,
    load_ms: medianBy(({ load_ms }) => load_ms),
    first_ms: medianBy(({ first_ms }) => first_ms),
    warm_ms: median(times.flat()),
    warm_interval_ms: tuple(medianInterval(times)),
    cpu_ms: medianBy(({ cpu_ms }) => cpu_ms),
    picture_ms: medianBy(({ picture_ms }) => picture_ms),
    heap_bytes: Math.max(...rounds.map(({ heap_bytes }) => heap_bytes)),
  };
}

function costOf(rounds: readonly Measurement[]): Measurement['cost'] {
  const most = (of: (cost: Measurement['cost']) => number): number => Math.max(...rounds.map(({ cost }) => of(cost)));
  return { files: most(({ files }) => files), growth: most(({ growth }) => growth) };
}

function controlOf({ considered, tested, measurements, control }: Measured): CandidateFigures['control'] {
  if (control === undefined) return [];
  return tested.engines.flatMap((engine) => {
    const ratio: Ratio | undefined = ratioOf(alone(pairsOf(control[engine], measurements[engine])));
    const { name } = considered.available;
    return ratio === undefined ? [] : [{ name, engine, ratio: ratio.median, ratio_interval: tuple(ratio.interval) }];
  });
}

/** Medians of the processes of the same round. */
function pairsOf(rounds: readonly Measurement[], others: readonly Measurement[]): Pair[] {
  return rounds.flatMap(({ warm_ms }, round) => {
    const other = others[round];
    return other === undefined ? [] : [[median(warm_ms), median(other.warm_ms)]];
  });
}

function tuple(interval: Interval | undefined): [number, number] | null {
  return interval === undefined ? null : [...interval];
}
