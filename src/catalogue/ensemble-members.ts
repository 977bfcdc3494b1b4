import type { EnsembleFigures } from './ensembles.ts';
import type { ModelEntry } from './manifest.ts';

/** The sums of the files with a model's classifier: a model that was trained anew under the same name has others. */
export function headSums({ files }: ModelEntry): string[] {
  return files.filter(({ role }) => role === 'head').map(({ sha256 }) => sha256);
}

/**
 * The models that an ensemble was measured with, in its order.
 * @returns undefined unless all of them are among `models`, with the weights that they had then
 */
export function findMembers(
  { members }: Pick<EnsembleFigures, 'members'>,
  models: readonly ModelEntry[],
): ModelEntry[] | undefined {
  const found = members.flatMap(({ name, head_sha256 }) => {
    const model = models.find((other) => other.name === name);
    return model !== undefined && headSums(model).join() === head_sha256.join() ? [model] : [];
  });
  return found.length < members.length ? undefined : found;
}
