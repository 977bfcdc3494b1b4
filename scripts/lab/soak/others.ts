import { modelListSchema } from '../../../src/contract/model.ts';
import { findModel } from '../../../src/catalogue/registry.ts';
import { Failure } from '../../kit/failure.ts';
import { randomOf } from '../../kit/random.ts';
import { askedOf } from '../asked.ts';
import type { Others } from './traffic.ts';

/** Pairs of all that there are: few enough for each of them to come several times in five minutes. */
const MOST_PAIRS = 6;

/**
 * What a deployment can be asked: each model that it lists with each engine, and some pairs of them, by the seed.
 *
 * @param origin without a slash at the end
 * @throws Failure when it does not list its models
 */
export async function othersOf(origin: string, seed: number): Promise<Others> {
  const response = await fetch(`${origin}/v1/models`);
  if (response.status !== 200) throw new Failure(`${origin}/v1/models was answered ${response.status}`);
  const { models } = modelListSchema.parse(await response.json());
  const { single, pairs } = askedOf(
    models.map(({ name, engines }) => ({
      name,
      // What is not known here may have any classes, and is compared with itself only.
      classes: findModel(name)?.classes.file ?? name,
      engines: engines.map((engine) => engine.name),
    })),
  );
  const mixed = (asked: readonly string[], what: string): string[] => randomOf('soak', what, seed).shuffle([...asked]);
  return { single: mixed(single, 'single'), pairs: mixed(pairs, 'pairs').slice(0, MOST_PAIRS) };
}
