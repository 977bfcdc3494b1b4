import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import { enginesOf } from '../../../src/catalogue/served-files.ts';
import { Failure } from '../../kit/failure.ts';
import { TRIES } from '../quantise/selection.ts';
import { readManifest, writeWhole } from '../workspace.ts';
import { readyModels } from './acquisition.ts';
import { builderSum } from './builder.ts';
import type { Place } from './place.ts';
import { takeTurn } from './turn.ts';

/** How long to wait for a start that is fetching or building, in ms. */
const PATIENCE = 300_000;

interface VariantsOptions {
  /** Models that are to have a variant. */
  readonly names: readonly string[];
  /** Calibration pictures that each layer is tried on. */
  readonly tried?: number;
  readonly report: (line: string) => void;
}

/** Those of some published models that are ready, and of which an int8 variant can be made and was not tried in vain. */
export async function withoutInt8(place: Place, names: readonly string[]): Promise<string[]> {
  const ready = await readyModels(place);
  const there = new Set(ready.map(({ name }) => name));
  const wanted = ready.filter(
    (entry) => names.includes(entry.name) && enginesOf(entry).includes('simd') && !there.has(`${entry.name}_int8`),
  );
  const inVain = await Promise.all(wanted.map((entry) => wasInVain(place, entry)));
  return wanted.filter((_, index) => inVain[index] === false).map(({ name }) => name);
}

/**
 * Makes the variants that {@link withoutInt8} asks for, one after the other, from pieces of the photographs that every
 * checkout has.
 *
 * @throws Failure when another process is at it
 */
export async function quantisePublished(
  place: Place,
  { names, tried = TRIES, report }: VariantsOptions,
): Promise<void> {
  const giveBack = await takeTurn(`${place.published.models}.int8.busy`, 0, 'is making int8 variants');
  try {
    for (const name of await withoutInt8(place, names)) {
      try {
        report(await quantiseOne(place, name, tried));
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        report(`${name} stays in fp32: ${error.message}`);
      }
    }
  } finally {
    await giveBack();
  }
}

/** @throws Failure when there will be none; where it is not good enough, the next start does not try again */
async function quantiseOne(place: Place, model: string, tried: number): Promise<string> {
  const { published } = place;
  // The start itself, and those that have everything, need neither onnxruntime nor sharp.
  const { Disagreement, makeVariant } = await import('../quantise/quantisation.ts');
  const { registerVariant } = await import('../quantise/variant.ts');
  const [entry] = (await readyModels(place)).filter(({ name }) => name === model);
  try {
    const variant = await makeVariant(published, { model, kind: 'int8', tried }, { report: () => undefined });
    const giveBack = await takeTurn(`${published.models}.busy`, PATIENCE);
    const { name, measured } = await registerVariant(published, variant).finally(giveBack);
    const { top1 = 0, count = 0, pictures = '' } = measured?.agreement ?? {};
    return `${name}: the first answer of fp32 on ${top1} % of ${count} ${pictures}; the next start serves it`;
  } catch (error) {
    if (error instanceof Disagreement && entry) await writeWhole(markOf(place, entry), await stateOf(place, entry));
    throw error;
  }
}

async function wasInVain(place: Place, entry: ModelEntry): Promise<boolean> {
  const mark = await readFile(markOf(place, entry), 'utf8').catch(() => '');
  return mark === (await stateOf(place, entry));
}

/** The file that says of what no variant could be made. */
function markOf({ published }: Place, { name }: ModelEntry): string {
  return join(published.models, `${name}.no-int8`);
}

/** The weights, and the code that quantises them. */
async function stateOf({ published }: Place, entry: ModelEntry): Promise<string> {
  const source = (await readManifest(published)).sources[entry.source];
  return `${source && 'sha256' in source ? source.sha256 : ''} ${builderSum()}`;
}
