import type { EngineName } from '../../contract/names.ts';
import type { Option } from './option.ts';
import type { Candidate, CandidateEngine, Candidates } from '../candidates.ts';
import type { Catalogue, PublishedAccuracy } from '../catalogue.ts';
import type { ModelEntry, ModelSource } from '../manifest.ts';
import type { AccuracyFigures, ExplainabilityFigures } from '../../contract/measured.ts';

/** Where a figure comes from. */
interface Evidence {
  readonly machine: string;
  readonly date: string;
  readonly command: string;
}

/** A model that could be chosen, and where what is known of it comes from. */
export interface ModelOption extends Option {
  /** The engine that `warm_ms` and `memory_bytes` are of. */
  readonly engine: EngineName | null;
  readonly latency: Evidence | null;
  readonly published: (PublishedAccuracy & { readonly of: string }) | null;
  /** Of the very weights that are served here; on other pictures than the published accuracy. */
  readonly own_accuracy: readonly AccuracyFigures[];
  readonly explainability: ExplainabilityFigures | null;
  /** What adds it; null where it is here. */
  readonly add: string | null;
  /** The model that it is a quantised variant of; null where it is none. */
  readonly variant_of: string | null;
}

/** What options are made of. */
export interface Known {
  readonly models: readonly ModelEntry[];
  readonly sourceOf: (model: ModelEntry) => ModelSource;
  readonly enginesOf: (model: ModelEntry) => readonly EngineName[];
  /** Of graph and weights, as onnxruntime reads them. */
  readonly bytesOf: (model: ModelEntry) => number;
  readonly candidates: Candidates;
  readonly catalogue: Catalogue;
}

interface Speed extends Evidence {
  readonly engine: EngineName;
  readonly warm_ms: number;
  readonly heap_bytes: number;
}

/**
 * The models that advice chooses from: those that answer here and whose architecture's accuracy was published, and the
 * candidates that were measured with made-up weights and can be added.
 */
export function optionsOf(known: Known): ModelOption[] {
  const installed = known.models.flatMap((model) => installedOption(model, known));
  const names = new Set(known.models.map(({ name }) => name));
  const others = known.candidates.candidates.filter(({ model, name }) => model === null && !names.has(name));
  return [...installed, ...others.map((candidate) => candidateOption(candidate, known))];
}

function installedOption(model: ModelEntry, known: Known): ModelOption[] {
  const { candidates, catalogue, sourceOf, enginesOf, bytesOf } = known;
  const base = known.models.find(({ name }) => name === model.variant?.of) ?? model;
  const candidate = candidates.candidates.find((entry) => [entry.model, entry.name].includes(base.name));
  const source = sourceOf(model);
  const available = catalogue.models.find(({ name }) => name === base.name);
  const name = candidate?.name ?? available?.name;
  if (name === undefined || model.trained_head !== undefined) return [];
  const engines = enginesOf(model);
  // Those of the candidates come first: all of one run can be compared.
  const speeds = [speedsOf(base === model ? candidate : undefined, known), model.measured?.speed ?? []]
    .map((list) => list.filter(({ engine }) => engines.includes(engine)))
    .find((list) => list.length > 0);
  const speed = fastest<Speed>(speeds ?? []);
  const explainability = model.measured?.explainability?.at(-1) ?? null;
  const accuracy = candidate?.accuracy ?? available?.accuracy[0] ?? null;
  return [
    {
      name: model.name,
      title: model.title,
      architecture: 'hub' in source ? source.architecture : architectureOf(name),
      top1: accuracy && publishedTop1(accuracy, model, base),
      warm_ms: speed?.warm_ms ?? null,
      // Also where the SIMD engine is the fastest, so that all sizes are of the same kind of file.
      bytes: bytesOf(model),
      memory_bytes: speed?.heap_bytes ?? null,
      interpretability: explainability && explainability.insertion_auc - explainability.deletion_auc,
      heat_map: true,
      installed: true,
      fits_worker: true,
      engine: speed?.engine ?? null,
      latency: speed === undefined ? null : evidenceOf(speed),
      published: accuracy && { ...accuracy, of: name },
      own_accuracy: model.measured?.accuracy ?? [],
      explainability,
      add: null,
      variant_of: model.variant?.of ?? null,
    },
  ];
}

/**
 * What was published, less what quantisation took: measured, on the same pictures, as the difference of the variant and
 * the model that it was made of. null where that was not measured.
 */
function publishedTop1({ top1 }: PublishedAccuracy, model: ModelEntry, base: ModelEntry): number | null {
  if (base === model) return top1;
  for (const own of model.measured?.accuracy ?? []) {
    const other = base.measured?.accuracy?.find(({ pictures }) => pictures === own.pictures);
    if (other !== undefined) return top1 + own.top1 - other.top1;
  }
  return null;
}

function candidateOption(candidate: Candidate, known: Known): ModelOption {
  const { name, title, accuracy, bytes } = candidate;
  const speed = fastest(speedsOf(candidate, known));
  const figures = candidate.engines.find(({ engine }) => engine === speed?.engine);
  return {
    name,
    title,
    architecture: architectureOf(name),
    top1: accuracy?.top1 ?? null,
    warm_ms: speed?.warm_ms ?? null,
    bytes,
    memory_bytes: speed?.heap_bytes ?? null,
    interpretability: null,
    // Grad-CAM needs nothing but a classifier behind pooled features, which all of them have.
    heat_map: true,
    installed: false,
    fits_worker: figures !== undefined && fitsWorker(figures),
    engine: speed?.engine ?? null,
    latency: speed === undefined ? null : evidenceOf(speed),
    published: accuracy && { ...accuracy, of: name },
    own_accuracy: [],
    explainability: null,
    add: `npm run models -- add timm/${name}`,
    variant_of: null,
  };
}

const architectureOf = (name: string): string => name.split('.', 1)[0] ?? name;

const fitsWorker = ({ fits }: CandidateEngine): boolean => fits.upload.fits && fits.asset.fits && fits.memory.fits;

const evidenceOf = ({ machine, date, command }: Speed): Evidence => ({ machine, date, command });

function speedsOf(candidate: Candidate | undefined, { candidates }: Known): Speed[] {
  const { machine, date, command } = candidates;
  return (candidate?.engines ?? []).map(({ engine, warm_ms, heap_bytes }) => ({
    ...{ engine, warm_ms, heap_bytes, machine, date, command },
  }));
}

function fastest<Item extends { readonly warm_ms: number }>(speeds: readonly Item[]): Item | undefined {
  return speeds.toSorted((a, b) => a.warm_ms - b.warm_ms)[0];
}
