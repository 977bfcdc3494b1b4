import { Failure } from '../../kit/failure.ts';
import type { ModelAtHand } from '../published/at-hand.ts';
import { readLabels } from '../workspace.ts';

/**
 * The labels that all of some models have.
 *
 * @param models one at least
 * @param purpose what models with other classes cannot do
 * @throws Failure when two of them know different classes
 */
export async function readSharedLabels(models: readonly ModelAtHand[], purpose: string): Promise<string[]> {
  const lists = await Promise.all(models.map(async ({ workspace, entry }) => readLabels(workspace, entry)));
  const [labels = []] = lists;
  const other = lists.findIndex((list) => list.join('\n') !== labels.join('\n'));
  if (other === -1) return labels;
  const names = [models[0], models[other]].map((model) => model?.entry.name ?? '').join(' and ');
  throw new Failure(`${names} know different classes, so ${purpose}`);
}
