import { enginesOf } from '../../../../src/catalogue/served-files.ts';
import { listModels } from '../../../../src/catalogue/registry.ts';
import { askedOf, pathOf } from '../../asked.ts';
import { chanceOf } from '../chance.ts';

/** The fast model, so that more can be tried. */
const FAST = 'mobilenetv3_small_distilled';

const { single, pairs } = askedOf(
  listModels().map((model) => ({ name: model.name, classes: model.classes.file, engines: enginesOf(model) })),
);

/**
 * Where the picture of a request goes: half of them to the fast model, a quarter to any model in any engine, a quarter to
 * two of them. So what the isolate holds, and has held, is another thing before each input. The chances are its own: an
 * input of a seed stays the same when models come and go.
 */
export function targetOf(seed: number, index: number): string {
  const chance = chanceOf('target', seed, index);
  return pathOf(chance.pick([() => FAST, () => FAST, () => chance.pick(single), () => chance.pick(pairs)])());
}
