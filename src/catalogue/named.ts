import { VARIANT_KINDS } from '../contract/names.ts';
import type { Manifest, ModelEntry } from './manifest.ts';

/**
 * Finds a model by its name, or by the name of a network: `mobilenetv3_small` is whichever MobileNetV3-Small is there, and
 * `mobilenetv3_small_int8` its variant, or the model itself where it has none. So an address works on every deployment, and
 * the answer tells which model it was.
 */
export function findNamed(
  { models, names = {} }: Pick<Manifest, 'models' | 'names'>,
  name: string,
): ModelEntry | undefined {
  const find = (wanted: string): ModelEntry | undefined => models.find((model) => model.name === wanted);
  const kind = VARIANT_KINDS.find((each) => name.endsWith(`_${each}`));
  const network = kind === undefined ? name : name.slice(0, -kind.length - 1);
  const choices = Object.hasOwn(names, network) ? (names[network] ?? []) : [];
  const wanted = kind === undefined ? choices : choices.flatMap((choice) => [`${choice}_${kind}`, choice]);
  return [name, ...wanted].map(find).find((found) => found !== undefined);
}
