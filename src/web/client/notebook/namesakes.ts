import { shortLabel } from '../../answer/label.ts';

/** ImageNet has a bird (n02012849) and a machine (n03126707) that it both calls `crane`, with no other name, at these places. */
const KINDS: Readonly<Record<string, string>> = { '134 crane': 'bird', '517 crane': 'machine' };

/**
 * The labels of a model, each of them unlike all others: those that it has more than once say of what kind they are, or, where
 * nobody knows that, which place they have: `crane (bird)`, `seal (7), stamp`.
 */
export function distinctLabels(labels: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return labels.map((label, index) => {
    if (counts.get(label) === 1) return label;
    const first = shortLabel(label);
    return `${first} (${KINDS[`${index} ${label}`] ?? index})${label.slice(first.length)}`;
  });
}
