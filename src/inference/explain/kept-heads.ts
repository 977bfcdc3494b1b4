import type { ClassifierHead } from '../../verdict/classifier-head.ts';
import { type AssetStore, readHeadFiles } from '../../catalogue/assets.ts';
import { readHead } from './head-file.ts';
import type { ModelEntry } from '../../catalogue/manifest.ts';

/** What is kept at most, in bytes: the heads of all shipped models and some more. */
const KEPT_BYTES = 16 * 2 ** 20;

/** By the name of their model, the one that was used longest ago first. */
const heads = new Map<string, { readonly head: ClassifierHead; readonly bytes: number }>();

/** Classifier weights that this isolate keeps for its next heat maps, in bytes. */
export function keptHeadBytes(): number {
  return [...heads.values()].reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Drops them, when their memory is needed for something else. */
export function releaseHeads(): void {
  heads.clear();
}

/** What {@link loadHead} would take for a model, in bytes; 0 when it is there. */
export function headCost(model: ModelEntry): number {
  return heads.has(model.name) ? 0 : headBytes(model);
}

/**
 * Reads the head of a model, or takes the one that is there. Engines keep these weights where nobody can read them, so
 * heat maps have them a second time.
 */
export async function loadHead(model: ModelEntry, assets: AssetStore): Promise<ClassifierHead> {
  const key = model.name;
  const entry = heads.get(key) ?? { head: readHead(await readHeadFiles(assets, model)), bytes: headBytes(model) };
  heads.delete(key);
  heads.set(key, entry);
  for (const oldest of heads.keys()) {
    if (keptHeadBytes() <= KEPT_BYTES || oldest === key) break;
    heads.delete(oldest);
  }
  return entry.head;
}

/** Weights in int8 are widened, to four times as much, and their file is there until then. */
const WIDENING = 5;

function headBytes({ files, variant }: ModelEntry): number {
  const bytes = files.filter(({ role }) => role === 'head').reduce((sum, file) => sum + file.bytes, 0);
  return variant ? WIDENING * bytes : bytes;
}
