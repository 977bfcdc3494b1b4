/** What the models after the first one cost, and what for. */
export interface Price {
  readonly added_ms: number;
  /** Of graphs and weights. */
  readonly added_bytes: number;
  /** Whether the ensemble has another first class than the first model alone. */
  readonly changed_top1: boolean;
  readonly sentence: string;
}

interface Part {
  readonly model: string;
  readonly total_ms: number;
  readonly model_bytes: number;
  readonly predictions: readonly { readonly index: number; readonly label: string }[];
}

/**
 * Weighs the cost of an ensemble against its use for one picture.
 * @param parts the models in the order of the request, each with its classes, the likeliest first
 * @param together the classes of the ensemble, the likeliest first
 */
export function priceOf(parts: readonly Part[], together: Part['predictions']): Price {
  const [first, ...others] = parts;
  const sum = (value: (part: Part) => number): number => others.reduce((total, part) => total + value(part), 0);
  const [added_ms, added_bytes] = [sum(({ total_ms }) => total_ms), sum(({ model_bytes }) => model_bytes)];
  const [alone, joint] = [first?.predictions[0], together[0]];
  const changed_top1 = alone?.index !== joint?.index;
  const names = [...new Set(others.map(({ model }) => model))].join(', ');
  const cost = `${names} took ${added_ms} ms and ${(added_bytes / 2 ** 20).toFixed(1)} MiB of files more`;
  const use = changed_top1
    ? `changed the first answer from "${alone?.label ?? ''}" to "${joint?.label ?? ''}"`
    : 'changed nothing about the first answer';
  return { added_ms, added_bytes, changed_top1, sentence: `${cost}, and ${use}.` };
}
