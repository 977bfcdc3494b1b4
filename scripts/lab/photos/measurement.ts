import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import type { Engine } from '../../../src/inference/engines/engine.ts';
import { neededShortSide, preprocess } from '../../../src/inference/picture/preprocess.ts';
import { decodeImage } from '../../../src/image/decode.ts';
import type { Resampler } from '../../../src/image/resize/resampler.ts';
import { Failure } from '../../kit/failure.ts';
import { roundRobin } from '../../kit/round-robin.ts';
import { median } from '../../kit/statistics/quantiles.ts';
import { type Ratio, ratioOf } from '../../kit/statistics/ratio.ts';
import { CODECS } from '../../models/onnx/runtime.ts';
import type { Jsquash } from './jsquash.ts';
import { PAGE, PHONE, type PhotoFile } from './pictures.ts';

/** What a file took, in ms and bytes; medians. */
export interface PhotoRow {
  readonly name: string;
  readonly file_bytes: number;
  readonly decode_ms: number;
  readonly preprocess_ms: number;
  readonly first_ms: number;
  readonly wasm_bytes: number;
  /** Size of the picture that comes out of the decoder. */
  readonly decoded: string;
}

export interface PhotosResult {
  readonly rows: readonly PhotoRow[];
  /** Decode and preprocess of 12 megapixels, ours / jSquash. */
  readonly jsquash: Ratio;
  /** Decode and preprocess of 1024 x 768 / inference. */
  readonly inference: Ratio;
  readonly rounds: number;
}

/** What prepares pictures, and what that is compared with. */
export interface PhotosTools {
  readonly model: ModelEntry;
  readonly engine: Engine;
  readonly resample: Resampler;
  readonly jsquash: Jsquash;
}

/** Rounds before those that count. */
const WARMUP = 3;

interface Cost {
  readonly decode: number;
  readonly preprocess: number;
  readonly wasmBytes: number;
  readonly decoded: string;
  readonly tensor: Float32Array;
}

async function prepare(bytes: Uint8Array, { model: { input }, resample }: PhotosTools): Promise<Cost> {
  const begin = performance.now();
  const { image, wasmBytes } = await decodeImage(bytes, { codecs: CODECS, shortSide: neededShortSide(input) });
  const middle = performance.now();
  const tensor = preprocess(image, input, resample);
  const decoded = `${image.width} x ${image.height}`;
  return { decode: middle - begin, preprocess: performance.now() - middle, wasmBytes, decoded, tensor };
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
};

/** Measures each file, and beside two of them what they are compared with: jSquash, and the inference. */
export async function measurePhotos(
  files: readonly PhotoFile[],
  tools: PhotosTools,
  rounds: number,
): Promise<PhotosResult> {
  const { model, engine, jsquash } = tools;
  const costs = new Map<string, Cost[]>(files.map(({ name }) => [name, []]));
  const others = { jsquash: [] as number[], inference: [] as number[] };
  const side = model.input.size[2];
  await roundRobin(files, WARMUP + rounds, async ({ name, bytes }) => {
    const cost = await prepare(bytes, tools);
    costs.get(name)?.push(cost);
    if (name === PHONE) others.jsquash.push(await timed(() => jsquash(bytes, neededShortSide(model.input), side)));
    if (name === PAGE) others.inference.push(await timed(() => engine.run(model, cost.tensor, ['logits'])));
  });
  const ratio = (name: string, other: readonly number[]): Ratio => {
    const pairs = (costs.get(name) ?? []).map(
      ({ decode, preprocess }, i) => [decode + preprocess, other[i] ?? Number.NaN] as const,
    );
    // All of them are of one process.
    const found = ratioOf([pairs.slice(WARMUP)]);
    if (found === undefined) throw new Failure('there was nothing to compare');
    return found;
  };
  return {
    rows: files.map((file) => rowOf(file, costs.get(file.name) ?? [])),
    jsquash: ratio(PHONE, others.jsquash),
    inference: ratio(PAGE, others.inference),
    rounds,
  };
}

function rowOf({ name, bytes }: PhotoFile, costs: readonly Cost[]): PhotoRow {
  const [first] = costs;
  const warm = costs.slice(WARMUP);
  return {
    name,
    file_bytes: bytes.length,
    decode_ms: median(warm.map(({ decode }) => decode)),
    preprocess_ms: median(warm.map(({ preprocess }) => preprocess)),
    first_ms: (first?.decode ?? 0) + (first?.preprocess ?? 0),
    wasm_bytes: Math.max(...warm.map(({ wasmBytes }) => wasmBytes)),
    decoded: first?.decoded ?? '',
  };
}
