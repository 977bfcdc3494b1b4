import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import {
  type AvailableModel,
  type Catalogue,
  catalogueSchema,
  type PublishedAccuracy,
} from '../../../src/catalogue/catalogue.ts';
import { costOf } from '../onnx/cost.ts';
import { Failure } from '../../kit/failure.ts';
import { attachHead } from '../networks/head.ts';
import { heapBytes, peakActivationBytes } from '../onnx/memory.ts';
import { optimise } from '../onnx/optimise.ts';
import { outlineTimm, timmArchitecture } from '../networks/timm.ts';
import { readTimmConfig } from '../networks/timm-config.ts';
import { readJson, writeFormatted, type Workspace } from '../workspace.ts';

const FILE = 'catalogue.json';
const REFERENCE = join(import.meta.dirname, '../../lab/references');

const pretrainedSchema = z.strictObject({
  timm: z.string(),
  models: z.record(z.string(), z.looseObject({ license: z.string() })),
});
const accuracySchema = catalogueSchema.pick({ sources: true }).extend({
  models: z.record(z.string(), catalogueSchema.shape.models.element.shape.accuracy),
});

/** Bytes of an fp32 number. */
const FLOAT = 4;

/**
 * What timm has weights for and can be built here: timm's own list of weights with what they want as input, published
 * accuracies, and costs that are counted from the graphs.
 *
 * @throws Failure when one of the lists is damaged
 */
export async function makeCatalogue(): Promise<Catalogue> {
  const { timm, models } = await read('pretrained.json', pretrainedSchema);
  const accuracy = await read('accuracy.json', accuracySchema);
  return {
    version: 1,
    timm,
    sources: accuracy.sources,
    models: Object.entries(models).map(([name, config]) => ({
      ...describe(name, config),
      accuracy: accuracy.models[name] ?? [],
    })),
  };
}

/** Writes `models/catalogue.json`. */
export async function recordCatalogue(workspace: Workspace): Promise<void> {
  await writeFormatted(workspace, FILE, JSON.stringify(await makeCatalogue(), null, 2));
}

/**
 * Reads `models/catalogue.json`.
 *
 * @throws Failure when it is missing or does not follow its schema
 */
export async function readCatalogue({ models }: Workspace): Promise<Catalogue> {
  const parsed = catalogueSchema.safeParse(await readJson(join(models, FILE)));
  if (parsed.success) return parsed.data;
  throw new Failure(`models/${FILE} is not valid: ${z.prettifyError(parsed.error)}`);
}

/** What could be added, as a table in Markdown. */
export async function catalogueTable(workspace: Workspace): Promise<string[]> {
  const { models } = await readCatalogue(workspace);
  return [
    '| name | pixels | top-1 / top-5 | parameters | MACs | heap | licence |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...models.map(({ name, input, parameters, macs, heap_bytes: heap, licence, accuracy }) => {
      const published = accuracy.map(({ top1, top5, size }) => `${top1} / ${top5} (${size})`).join(', ');
      const cells = [
        `\`${name}\``,
        String(input.size[2]),
        published || '-',
        millions(parameters),
        millions(macs),
        `${Math.round(heap / 2 ** 20)} MiB`,
        licence,
      ];
      return `| ${cells.join(' | ')} |`;
    }),
  ];
}

function millions(count: number): string {
  return `${(count / 1e6).toFixed(1)} M`;
}

/** The published accuracy of timm's weights at a size of picture, as a sentence; null where there is none. */
export async function publishedAccuracy(workspace: Workspace, hub: string, size: number): Promise<string | null> {
  const { models, sources } = await readCatalogue(workspace);
  const accuracy = models.find(({ name }) => `timm/${name}` === hub)?.accuracy ?? [];
  const at = accuracyAt(accuracy, size);
  if (at === undefined) return null;
  return (
    `Published at ${at.top1} % top-1 and ${at.top5} % top-5 on the ImageNet validation set at ${at.size} x ${at.size} ` +
    `(${sources[at.source]?.title ?? at.source}). Not measured here.`
  );
}

/** The accuracy at a size of picture, or else at another one. */
export function accuracyAt(accuracy: readonly PublishedAccuracy[], size: number): PublishedAccuracy | undefined {
  return accuracy.find((each) => each.size === size) ?? accuracy[0];
}

function describe(name: string, pretrained: Readonly<Record<string, unknown>>): Omit<AvailableModel, 'accuracy'> {
  const [architecture = ''] = name.split('.');
  const config = readTimmConfig(JSON.stringify({ architecture, pretrained_cfg: pretrained }), name, false);
  const built = timmArchitecture(architecture);
  const picture = { name: config.input.name, shape: [1, ...config.input.size] };
  const { classifier } = outlineTimm(built, picture, config.classes);
  const graph = attachHead(classifier.backbone.graph, classifier.head, config.classes);
  const { parameters, macs } = costOf(graph);
  const footprint = { weights: FLOAT * parameters, activations: peakActivationBytes(optimise(graph)) };
  return {
    name,
    title: built.title,
    licence: config.licence ?? 'unknown',
    classes: config.classes,
    input: config.input,
    parameters,
    macs,
    bytes: footprint.weights,
    heap_bytes: heapBytes(footprint),
  };
}

async function read<Schema extends z.ZodType>(file: string, schema: Schema): Promise<z.infer<Schema>> {
  const parsed = schema.safeParse(JSON.parse(await readFile(join(REFERENCE, file), 'utf8')));
  if (parsed.success) return parsed.data;
  throw new Failure(`scripts/lab/references/${file} is not valid: ${z.prettifyError(parsed.error)}`);
}
