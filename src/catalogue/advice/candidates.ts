import type { Candidate, Evidence, Published } from './candidate.ts';
import { priceOf } from './price.ts';
import type { CandidateFigures, EngineFigures, MeasuredArchitecture } from '../candidate-figures.ts';
import type { Catalogue, PublishedAccuracy } from '../catalogue.ts';
import type { ExplainabilityFigures, Measured } from '../../contract/measured.ts';
import type { EngineName } from '../../contract/names.ts';
import type { ModelEntry, ModelSource } from '../manifest.ts';
import { teacherOf } from '../teacher.ts';

/** What is known about models: the manifest, and the two lists of models that can be added. */
export interface KnownModels {
  /** The installed models. */
  readonly models: readonly ModelEntry[];
  readonly sourceOf: (model: ModelEntry) => ModelSource;
  readonly enginesOf: (model: ModelEntry) => readonly EngineName[];
  /** Size of the files that an engine reads; of the default one when none is named. */
  readonly bytesOf: (model: ModelEntry, engine?: EngineName) => number;
  readonly figures: CandidateFigures;
  readonly catalogue: Catalogue;
}

interface Speed extends Evidence {
  readonly engine: EngineName;
  readonly warm_ms: number;
  readonly heap_bytes: number;
}

/**
 * The models that advice chooses from: the installed ones whose architecture has a published accuracy, and the
 * architectures that were measured with weights of others and can be added.
 */
export function listCandidates(known: KnownModels): Candidate[] {
  const installed = known.models.flatMap((model) => installedCandidate(model, known));
  const names = new Set(known.models.map(({ name }) => name));
  // Figures of other pictures would stand in the same column, and could not be compared.
  const pictures = installed.flatMap(({ own_accuracy }) => own_accuracy.slice(-1))[0]?.pictures;
  const comparable = installed.map((candidate) => ({
    ...candidate,
    own_accuracy: candidate.own_accuracy.filter((figures) => figures.pictures === pictures),
  }));
  const standIns = new Set(
    known.models.filter((model) => teacherOf(known.sourceOf(model)) !== null).map(({ name }) => name),
  );
  const others = known.figures.candidates.filter(
    ({ model, name }) => !names.has(name) && (model === null || standIns.has(model)),
  );
  const reference = known.figures.candidates.find(({ name }) => name === known.figures.reference)?.model;
  return [
    ...comparable.map((candidate) => ({ ...candidate, ...expectedTop1(candidate, comparable, reference) })),
    ...others.map((measured) => addableCandidate(measured, known)),
  ];
}

/**
 * What the weights of an installed model can be expected to reach. Publications and our own measurements are of different
 * pictures, so the two are never compared; a difference that was measured on the same pictures is added to what was
 * published for one of the two models.
 * @param reference name of the model that counts with the published accuracy of its architecture
 */
function expectedTop1(
  candidate: Candidate,
  installed: readonly Candidate[],
  reference: string | null | undefined,
): Pick<Candidate, 'top1' | 'anchor'> {
  if (candidate.published?.of === candidate.name) return { top1: candidate.published.top1, anchor: null };
  const base = installed.find(({ name, published }) => name === candidate.variant_of && published?.of === name);
  const through = base ?? installed.find(({ name }) => name === reference);
  const [own, theirs] = [candidate.own_accuracy.at(-1), through?.own_accuracy.at(-1)];
  if (own === undefined || theirs === undefined || !through?.published) return { top1: null, anchor: null };
  const { of, top1 } = through.published;
  return { top1: Number((top1 + own.top1 - theirs.top1).toFixed(2)), anchor: { name: through.name, of, top1 } };
}

function installedCandidate(model: ModelEntry, known: KnownModels): Candidate[] {
  const { figures, catalogue, sourceOf, enginesOf, bytesOf } = known;
  const base = known.models.find(({ name }) => name === model.variant?.of) ?? model;
  const measured = figures.candidates.find((entry) => [entry.model, entry.name].includes(base.name));
  const source = sourceOf(model);
  const available = catalogue.models.find(({ name }) => name === base.name);
  const name = measured?.name ?? available?.name;
  if (name === undefined || model.trained_head !== undefined) return [];
  const engines = enginesOf(model);
  // Figures of `models/candidates.json` come first: they are of one run, so they can be compared.
  const own = figuresFor(model, base, measured);
  const speeds = [speedsOf(own, known), model.measured?.speed ?? []]
    .map((list) => list.filter(({ engine }) => engines.includes(engine)))
    .find((list) => list.length > 0);
  const speed = fastest<Speed>(speeds ?? []);
  const explainability = model.measured?.explainability?.at(-1) ?? null;
  const teacher = teacherOf(source);
  // What was taught by another model is far from what was published for its architecture.
  const accuracy = teacher === null ? (measured?.accuracy ?? available?.accuracy[0] ?? null) : null;
  return [
    {
      name: model.name,
      title: model.title,
      architecture: 'hub' in source ? source.architecture : architectureOf(name),
      // Of all installed models together, in listCandidates().
      top1: null,
      anchor: null,
      warm_ms: speed?.warm_ms ?? null,
      bytes: bytesOf(model, speed?.engine),
      memory_bytes: speed?.heap_bytes ?? null,
      interpretability: explainability && gainOverShuffled(explainability),
      heat_map: true,
      installed: true,
      fits_worker: (own ?? measured)?.engines.some((of) => engines.includes(of.engine) && fitsWorker(of)) ?? true,
      engine: speed?.engine ?? null,
      latency: speed === undefined ? null : evidenceOf(speed),
      ...priceIn(speed?.engine, model.measured, own, known),
      published: accuracy && publishedFor(name, accuracy, known),
      own_accuracy: model.measured?.accuracy ?? [],
      explainability,
      add: null,
      distilled_from: teacher,
      variant_of: model.variant?.of ?? null,
    },
  ];
}

/** What a model was measured to need beside other architectures; a variant beside its base, in the same run. */
function figuresFor(
  model: ModelEntry,
  base: ModelEntry,
  measured: MeasuredArchitecture | undefined,
): Pick<MeasuredArchitecture, 'engines'> | undefined {
  return base === model ? measured : measured?.variants.find((variant) => variant.model === model.name);
}

function addableCandidate(measured: MeasuredArchitecture, known: KnownModels): Candidate {
  const { name, title, accuracy } = measured;
  const speed = fastest(speedsOf(measured, known));
  const figures = measured.engines.find(({ engine }) => engine === speed?.engine);
  return {
    name,
    title,
    architecture: architectureOf(name),
    top1: accuracy?.top1 ?? null,
    anchor: null,
    warm_ms: speed?.warm_ms ?? null,
    bytes: figures?.fits.memory.model_bytes ?? measured.bytes,
    memory_bytes: speed?.heap_bytes ?? null,
    interpretability: null,
    // Grad-CAM needs a classifier behind pooled features, which all of them have.
    heat_map: true,
    installed: false,
    fits_worker: figures !== undefined && fitsWorker(figures),
    engine: speed?.engine ?? null,
    latency: speed === undefined ? null : evidenceOf(speed),
    // Of the model of the same topology that was measured for it.
    ...priceIn(speed?.engine, known.models.find((model) => model.name === measured.model)?.measured, measured, known),
    published: accuracy && publishedFor(name, accuracy, known),
    own_accuracy: [],
    explainability: null,
    add: `npm run models -- add timm/${name}`,
    distilled_from: null,
    variant_of: null,
  };
}

function publishedFor(of: string, accuracy: PublishedAccuracy, { figures, catalogue }: KnownModels): Published {
  return { ...accuracy, of, source: figures.sources[accuracy.source] ?? catalogue.sources[accuracy.source] ?? null };
}

/** Areas depend on how sure a model is, so maps are compared with those of the same model that know nothing. */
function gainOverShuffled({ insertion_auc, deletion_auc, controls: { shuffled } }: ExplainabilityFigures): number {
  return Number((insertion_auc - deletion_auc - (shuffled.insertion_auc - shuffled.deletion_auc)).toFixed(3));
}

const architectureOf = (name: string): string => name.split('.', 1)[0] ?? name;

const fitsWorker = ({ fits }: EngineFigures): boolean => fits.upload.fits && fits.asset.fits && fits.memory.fits;

/** By the CPU time of a whole answer in workerd or, where that was not measured, by what its parts took in Node. */
function priceIn(
  engine: EngineName | undefined,
  whole: Measured | undefined,
  parts: Pick<MeasuredArchitecture, 'engines'> | undefined,
  { figures }: KnownModels,
): Pick<Candidate, 'price' | 'priced'> {
  const speed = whole?.speed?.find((of) => of.engine === engine);
  if (speed?.cpu_ms !== undefined) {
    return { price: priceOf({ cpu_ms: speed.cpu_ms, whole: true }), priced: evidenceOf(speed) };
  }
  const part = parts?.engines.find((of) => of.engine === engine);
  if (part === undefined) return { price: null, priced: null };
  const cpu_ms = Number((part.cpu_ms + part.picture_ms).toPrecision(3));
  return { price: priceOf({ cpu_ms, whole: false }), priced: evidenceOf(figures) };
}

const evidenceOf = ({ machine, date, command }: Evidence): Evidence => ({ machine, date, command });

function speedsOf(measured: Pick<MeasuredArchitecture, 'engines'> | undefined, { figures }: KnownModels): Speed[] {
  const { machine, date, command } = figures;
  return (measured?.engines ?? []).map(({ engine, warm_ms, heap_bytes }) => ({
    ...{ engine, warm_ms, heap_bytes, machine, date, command },
  }));
}

function fastest<Item extends { readonly warm_ms: number }>(speeds: readonly Item[]): Item | undefined {
  return speeds.toSorted((a, b) => a.warm_ms - b.warm_ms)[0];
}
