import type { Manifest, ModelEntry } from '../../../src/catalogue/manifest.ts';
import { readManifest } from '../workspace.ts';
import { readyModels } from './acquisition.ts';
import type { Place } from './place.ts';

/** What a start or a deployment serves. */
export interface Served {
  readonly manifest: Manifest;
  /** Names of the models that were fetched, and lie in the folder of the published ones. */
  readonly published: ReadonlySet<string>;
}

/** The models of this repository with the published ones that are ready. */
export async function readServed(place: Place): Promise<Served> {
  const shipped = await readManifest(place.shipped);
  const known = new Set(shipped.models.map(({ name }) => name));
  const models = (await readyModels(place)).filter(({ name }) => !known.has(name));
  if (models.length === 0) return { manifest: withoutStandIns(shipped), published: new Set() };
  const { sources } = await readManifest(place.published);
  const manifest = merge(shipped, { sources, models });
  return { manifest, published: new Set(models.map(({ name }) => name)) };
}

/** Puts published models where the first of those stands that they make superfluous, or at the end. */
function merge(shipped: Manifest, added: Pick<Manifest, 'sources' | 'models'>): Manifest {
  const all = { ...shipped, sources: { ...shipped.sources, ...added.sources } };
  const kept = new Set(withoutStandIns({ ...all, models: [...shipped.models, ...added.models] }).models);
  const first = shipped.models.findIndex((model) => !kept.has(model));
  const at = first === -1 ? shipped.models.length : first;
  const [before, after] = [shipped.models.slice(0, at), shipped.models.slice(at)];
  return {
    ...all,
    models: [...before, ...byPreference(shipped, added.models), ...after].filter((one) => kept.has(one)),
  };
}

/** Leaves out each model, with its variants, that only stands in for another one that is there. */
function withoutStandIns(manifest: Manifest): Manifest {
  const there = new Set(manifest.models.map(({ name }) => name));
  const superfluous = new Set(
    Object.values(manifest.names ?? {}).flatMap((names) => names.filter((name) => there.has(name)).slice(1)),
  );
  const isKept = ({ name, variant }: ModelEntry): boolean =>
    !superfluous.has(name) && (variant === undefined || !superfluous.has(variant.of));
  return { ...manifest, models: manifest.models.filter(isKept) };
}

/** What has a name of its own comes first, in the order of these names. */
function byPreference({ names = {} }: Manifest, models: readonly ModelEntry[]): ModelEntry[] {
  const order = Object.values(names).flat();
  const rank = ({ name, variant }: ModelEntry): number => {
    const at = order.indexOf(variant?.of ?? name);
    return at === -1 ? order.length : at;
  };
  return models.toSorted((a, b) => rank(a) - rank(b));
}
