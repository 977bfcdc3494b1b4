import type { ClassifierHead } from '../../verdict/classifier-head.ts';
import { type AssetStore, readHeadFiles } from '../../catalogue/assets.ts';
import { readHead } from './head-file.ts';
import type { ModelEntry } from '../../catalogue/manifest.ts';
import type { Kept } from '../memory/kept.ts';

/** Bytes that the cache keeps: enough for the heads of all shipped models. */
const CACHE_BYTES = 16 * 2 ** 20;

/** By the name of their model, least recently used first. */
const heads = new Map<string, { readonly head: ClassifierHead; readonly bytes: number; usedAt: number }>();

/** Bytes of the classifier weights that are cached for the next heat maps. */
export function cachedHeadBytes(): number {
  return [...heads.values()].reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The cached heads, each of which can be released. */
export function keptHeads(): Kept[] {
  return [...heads].map(([key, { bytes, usedAt }]) => ({ bytes, usedAt, release: () => void heads.delete(key) }));
}

/** Bytes that {@link loadHead} would allocate for a model; 0 when its head is cached. */
export function headCost(model: ModelEntry): number {
  return heads.has(model.name) ? 0 : headBytes(model);
}

/**
 * Reads the head of a model, or returns the cached one. Engines keep these weights where nobody can read them, so heat
 * maps need a second copy.
 */
export async function loadHead(model: ModelEntry, assets: AssetStore): Promise<ClassifierHead> {
  const key = model.name;
  const entry = heads.get(key) ?? {
    head: readHead(await readHeadFiles(assets, model)),
    bytes: headBytes(model),
    usedAt: 0,
  };
  entry.usedAt = performance.now();
  heads.delete(key);
  heads.set(key, entry);
  for (const oldest of heads.keys()) {
    if (cachedHeadBytes() <= CACHE_BYTES || oldest === key) break;
    heads.delete(oldest);
  }
  return entry.head;
}

/** Weights in int8 are widened to four times their size, while their file is still in memory. */
const WIDENING = 5;

/** Bytes that the head of a model takes in memory. */
export function headBytes({ files, variant }: ModelEntry): number {
  const bytes = files.filter(({ role }) => role === 'head').reduce((sum, file) => sum + file.bytes, 0);
  return variant ? WIDENING * bytes : bytes;
}
