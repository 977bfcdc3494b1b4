import { modelListSchema } from '../../../src/contract/model.ts';
import { findModel } from '../../../src/catalogue/registry.ts';
import { Failure } from '../../kit/failure.ts';
import { randomOf } from '../../kit/random.ts';
import { askedOf } from '../asked.ts';
import type { Others } from './traffic.ts';

/** Of each kind of request: few enough for each of them to come several times in five minutes. */
const MOST = 12;

/**
 * What a deployment can be asked: each model that it lists with each engine, and pairs of them, in an order of the seed.
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
  const some = (asked: readonly string[], what: string): string[] =>
    randomOf('soak', what, seed)
      .shuffle([...asked])
      .slice(0, MOST);
  return { single: some(single, 'single'), pairs: some(pairs, 'pairs') };
}
