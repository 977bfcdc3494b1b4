import { findNamed } from '../../src/catalogue/named.ts';
import { UsageError } from '../kit/failure.ts';
import { readManifest, type Workspace } from '../models/workspace.ts';
import type { BenchOptions } from './options.ts';
import { answeringModel, modelsOf } from './target.ts';

/** What a place that can be measured has. */
interface Offer {
  readonly where: string;
  /** Names of its models. */
  readonly known: readonly string[];
  /** The model that answers to a name, which may be that of a network. */
  readonly find: (name: string) => Promise<string | undefined>;
}

/**
 * The models to measure, by the names that answers have: `mobilenetv3_small` is whichever MobileNetV3-Small is there.
 *
 * @param workspace of the Worker that is measured where no address is given
 * @throws UsageError that names the known models, when another one is asked for, or when two deployments have different ones
 */
export async function askedModels(
  { url, compare, models }: Pick<BenchOptions, 'url' | 'compare' | 'models'>,
  workspace: Workspace,
): Promise<string[]> {
  const [first, ...others] = await Promise.all([
    url === undefined ? localOffer(workspace) : remoteOffer(url),
    ...(compare === undefined ? [] : [remoteOffer(compare)]),
  ]);
  const found: string[] = [];
  for (const name of models) {
    const model = await answering(first, name);
    for (const other of others) {
      const rival = await answering(other, name);
      if (rival === model) continue;
      throw new UsageError(
        `${name} is ${model} at ${first.where} and ${rival} at ${other.where}: name a model that both have`,
      );
    }
    found.push(model);
  }
  return [...new Set(found)];
}

async function answering({ where, known, find }: Offer, name: string): Promise<string> {
  const model = await find(name);
  if (model === undefined) throw new UsageError(`${where} has no model ${name}. Known: ${known.join(', ')}`);
  return model;
}

async function localOffer(workspace: Workspace): Promise<Offer> {
  const manifest = await readManifest(workspace);
  return {
    where: 'models/manifest.json',
    known: manifest.models.map(({ name }) => name),
    find: (name) => Promise.resolve(findNamed(manifest, name)?.name),
  };
}

async function remoteOffer(origin: string): Promise<Offer> {
  const target = { label: 'A', origin } as const;
  const known = await modelsOf(target);
  return {
    where: origin,
    known,
    find: (name) => (known.includes(name) ? Promise.resolve(name) : answeringModel(target, name)),
  };
}
