import type { EngineName, Language } from '../contract/names.ts';
import type { CandidateFigures } from './candidate-figures.ts';
import type { Catalogue } from './catalogue.ts';
import type { Ensembles } from './ensembles.ts';
import { namedClasses } from './class-names.ts';
import type { ModelEntry } from './manifest.ts';
import { namesFile } from './registry.ts';
import { servedFiles } from './served-files.ts';

/** The part of a Worker's assets binding that is used here. */
export interface AssetStore {
  fetch(url: URL): Promise<Response>;
}

/** A model's files by their path in the manifest: their bytes, or a stream of them. */
export type ModelFiles = ReadonlyMap<string, Uint8Array | ReadableStream<Uint8Array>>;

/** The assets binding takes any host; only the path counts. */
const ORIGIN = 'https://assets.local';

async function fetchAsset(assets: AssetStore, path: string): Promise<Response> {
  const response = await assets.fetch(new URL(path, ORIGIN));
  if (!response.ok) throw new Error(`the asset ${path} answered ${response.status}: run "npm run build"`);
  return response;
}

/**
 * Reads the files of a model for an engine, all at once. Those for the SIMD engine come as streams: it reads them piece by
 * piece and checks their length and their checksum itself.
 * @throws Error if a file is missing, or its size or its sha256 differs from the manifest
 */
export async function readModelFiles(
  assets: AssetStore,
  model: ModelEntry,
  engine: EngineName = 'onnxruntime',
): Promise<ModelFiles> {
  return new Map(
    await Promise.all(
      servedFiles(model, engine).map(async (file): Promise<[string, Uint8Array | ReadableStream<Uint8Array>]> => {
        const response = await fetchAsset(assets, `/models/${file.path}`);
        if (engine === 'simd' && response.body !== null) return [file.path, response.body];
        return [file.path, await wholeOf(response, file)];
      }),
    ),
  );
}

/**
 * Reads the files with the weights of a model's classifier.
 * @throws Error if a file is missing, or its size or its sha256 differs from the manifest
 */
export async function readHeadFiles(assets: AssetStore, { files }: ModelEntry): Promise<Uint8Array<ArrayBuffer>[]> {
  return Promise.all(
    files
      .filter(({ role }) => role === 'head')
      .map(async (file) => wholeOf(await fetchAsset(assets, `/models/${file.path}`), file)),
  );
}

async function readList(assets: AssetStore, file: string): Promise<unknown> {
  return (await fetchAsset(assets, `/models/${file}`)).json();
}

async function wholeOf(
  response: Response,
  { path, bytes, sha256 }: Pick<ModelEntry['files'][number], 'path' | 'bytes' | 'sha256'>,
): Promise<Uint8Array<ArrayBuffer>> {
  const data = new Uint8Array(await response.arrayBuffer());
  if (data.byteLength !== bytes)
    throw new Error(`the asset /models/${path} has ${data.byteLength} bytes where the manifest has ${bytes}`);
  const sum = Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', data)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
  if (sum !== sha256) throw new Error(`the asset /models/${path} is damaged: its sha256 is not that of the manifest`);
  return data;
}

/** The card of a model, in Markdown; null if it has none. */
export async function readCard(assets: AssetStore, { card }: ModelEntry): Promise<string | null> {
  const response = await assets.fetch(new URL(`/models/${card}`, ORIGIN));
  return response.ok ? response.text() : null;
}

let catalogue: Catalogue | undefined;

/**
 * The models that can be added; read when first needed, once for each isolate. The build has validated them.
 * @throws Error if the file is missing
 */
export async function readCatalogue(assets: AssetStore): Promise<Catalogue> {
  catalogue ??= (await readList(assets, 'catalogue.json')) as Catalogue;
  return catalogue;
}

let candidates: CandidateFigures | undefined;

/**
 * The figures of the candidates; read when first needed, once for each isolate. The build has validated them.
 * @throws Error if the file is missing
 */
export async function readCandidateFigures(assets: AssetStore): Promise<CandidateFigures> {
  candidates ??= (await readList(assets, 'candidates.json')) as CandidateFigures;
  return candidates;
}

let ensembles: Ensembles | undefined;

/**
 * What ensembles were worth; read when first needed, once for each isolate. The build has validated it.
 * @throws Error if the file is missing
 */
export async function readEnsembles(assets: AssetStore): Promise<Ensembles> {
  ensembles ??= (await readList(assets, 'ensembles.json')) as Ensembles;
  return ensembles;
}

const labels = new Map<string, readonly string[]>();

/**
 * Labels of a model's classes in the order of its logits, in a language where they have names in it and otherwise as the class
 * list has them; read once for each isolate.
 * @throws Error if a list is missing or its length differs from the manifest
 */
export async function readLabels(
  assets: AssetStore,
  model: ModelEntry,
  language: Language = 'en',
): Promise<readonly string[]> {
  const { file, count } = model.classes;
  const names = namesFile(model, language);
  const known = labels.get(names ?? file);
  if (known !== undefined) return known;
  const [own, translated] = await Promise.all([
    readList(assets, file),
    names === undefined ? [] : readList(assets, names),
  ]);
  if (!isListOf(own, count, isString)) throw new Error(`the asset /models/${file} is not a list of ${count} labels`);
  if (names === undefined) {
    labels.set(file, own);
    return own;
  }
  if (!isListOf(translated, count, isName)) {
    throw new Error(`the asset /models/${names} is not a list of ${count} names`);
  }
  const named = namedClasses(own, translated);
  labels.set(names, named);
  return named;
}

const isString = (value: unknown): value is string => typeof value === 'string';

const isName = (value: unknown): value is string | null => value === null || isString(value);

function isListOf<Item>(value: unknown, count: number, isItem: (item: unknown) => item is Item): value is Item[] {
  return Array.isArray(value) && value.length === count && value.every(isItem);
}
