import type { Comparison } from '../contract/comparison.ts';

interface Member {
  readonly model: string;
  readonly total_ms: number;
  readonly model_bytes: number;
  readonly predictions: readonly { readonly index: number; readonly label: string }[];
}

/**
 * The cost of an ensemble's members after the first one, and whether they changed the first answer to one picture.
 * @param members in the order of the request, each with its classes, the likeliest first
 * @param together the classes of the ensemble, the likeliest first
 */
export function ensembleCost(members: readonly Member[], together: Member['predictions']): Comparison['price'] {
  const [first, ...others] = members;
  const sum = (value: (member: Member) => number): number => others.reduce((total, member) => total + value(member), 0);
  const [added_ms, added_bytes] = [sum(({ total_ms }) => total_ms), sum(({ model_bytes }) => model_bytes)];
  const [alone, joint] = [first?.predictions[0], together[0]];
  const changed_top1 = alone?.index !== joint?.index;
  const names = [...new Set(others.map(({ model }) => model))].join(', ');
  const cost = `${names} added ${added_ms} ms and ${(added_bytes / 2 ** 20).toFixed(1)} MiB of model files`;
  const use = changed_top1
    ? `changed the first answer from "${alone?.label ?? ''}" to "${joint?.label ?? ''}"`
    : 'did not change the first answer';
  return { added_ms, added_bytes, changed_top1, sentence: `${cost}, and ${use}.` };
}
