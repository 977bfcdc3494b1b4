// Which pictures of a folder look like another one, and what they say it is: k-nearest neighbours on the features of a model.
//
//   node examples/nearest.ts labelled/ unknown.jpg
//
// `labelled` has a folder for each class. A new class takes a few pictures and no training. Everything is asked again each time;
// whoever has many pictures keeps what `npm run classify -- labelled --embed --jsonl features.jsonl` writes.
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { parseArgs } from 'node:util';

import { hc } from 'hono/client';

import type { App } from '../src/contract/app.ts';
import type { Embedding } from '../src/contract/embedding.ts';

/** Pictures of a request; a deployment takes up to 64 that have 16 MiB together. */
const BATCH = 8;

interface Features {
  readonly file: string;
  /** What only vectors share that can be compared. */
  readonly space: string;
  /** Of length 1, so that a dot product is the cosine of the angle between two. */
  readonly vector: Float32Array;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: 'string', default: 'http://localhost:8787' },
    model: { type: 'string', default: 'efficientnet_b0' },
    k: { type: 'string', default: '5' },
  },
});
const [folder = '', unknown = ''] = positionals;
if (unknown === '')
  throw new Error('usage: node examples/nearest.ts FOLDER PICTURE [--k 5] [--model NAME] [--url ADDRESS]');
const { v1 } = hc<App>(values.url);

const known: Features[] = [];
const files = globSync(`${folder}/**/*.{jpg,jpeg,png,webp}`).sort();
for (let i = 0; i < files.length; i += BATCH) known.push(...(await featuresOf(files.slice(i, i + BATCH))));
const [asked] = await featuresOf([unknown]);
if (asked === undefined) throw new Error(`${unknown} has no features`);

const nearest = known
  .filter(({ space }) => space === asked.space)
  .map(({ file, vector }) => ({ file, label: basename(dirname(file)), cosine: dot(vector, asked.vector) }))
  .sort((a, b) => b.cosine - a.cosine)
  .slice(0, Number(values.k));
for (const { cosine, label, file } of nearest) console.log(cosine.toFixed(3), label, file);

// Each neighbour votes with its cosine.
const votes = new Map<string, number>();
for (const { label, cosine } of nearest) votes.set(label, (votes.get(label) ?? 0) + cosine);
const [winner] = [...votes].sort(([, a], [, b]) => b - a);
console.log(`${unknown}: ${winner?.[0] ?? 'no neighbour'}`);

/** The features of some files. What has none is told, and left out. */
async function featuresOf(files: readonly string[]): Promise<Features[]> {
  const image = await Promise.all(files.map(async (file) => new File([await readFile(file)], basename(file))));
  const query = { model: values.model, engine: 'simd', top_k: '1', embed: 'base64' } as const;
  const response = await v1.classify.batch.$post({ query, form: { image } });
  if (!response.ok) throw new Error((await response.json()).detail);
  const { images, problem } = await response.json();
  if (problem !== null) throw new Error(problem.detail);
  return images.flatMap(({ index, answer, problem }) => {
    const file = files[index] ?? '';
    if (answer?.embedding) return [{ file, ...vectorOf(answer.embedding) }];
    console.error(`${file}: ${problem?.detail ?? 'no features'}`);
    return [];
  });
}

function vectorOf({ model, weights_sha256, base64 }: NonNullable<Embedding>): Omit<Features, 'file'> {
  const bytes = new Uint8Array(Buffer.from(base64 ?? '', 'base64'));
  // The bytes are little-endian, as the processors are that Node runs on.
  return { space: `${model} ${weights_sha256}`, vector: new Float32Array(bytes.buffer) };
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}
