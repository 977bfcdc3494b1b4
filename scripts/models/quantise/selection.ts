import type { Sensitivity, Treatment } from './sensitivity.ts';

/** Calibration pictures that each layer is tried on, unless told otherwise. */
export const TRIES = 24;

/** What was chosen for a layer. */
export interface Choice extends Treatment {
  readonly layer: string;
}

/** How far the logits may move. */
export interface Budgets {
  readonly weights: number;
  readonly all: number;
}

/**
 * Chooses the layers to quantise, by the least error for the gain, as long as the sum of the errors, taken as
 * independent, stays within a budget.
 *
 * Weights are chosen for the bytes that they save. Of the budget that is left, activations are chosen for the
 * multiply-accumulates that become those of whole numbers, each with the method that was best for the layer.
 *
 * @param budgets root of the squared error of the logits, as a part of their variance: for all layers, and the part of it
 *   for layers without quantised activations
 */
export function selectLayers(sensitivities: readonly Sensitivity[], budgets: Budgets): Choice[] {
  const choices = new Map<string, Choice>();
  const spent = (): number => [...choices.values()].reduce((sum, { error }) => sum + error, 0);
  const offer = (candidates: readonly { choice: Choice; gain: number }[], budget: number): void => {
    for (const { choice } of [...candidates].sort((a, b) => a.choice.error / a.gain - b.choice.error / b.gain)) {
      const before = choices.get(choice.layer)?.error ?? 0;
      if (spent() - before + choice.error <= budget ** 2) choices.set(choice.layer, choice);
    }
  };
  offer(
    candidatesOf(sensitivities, (method) => method === null, 'savedBytes'),
    budgets.weights,
  );
  offer(
    candidatesOf(sensitivities, (method) => method !== null, 'macs'),
    budgets.all,
  );
  return sensitivities.flatMap(({ layer }) => choices.get(layer) ?? []);
}

function candidatesOf(
  sensitivities: readonly Sensitivity[],
  isWanted: (method: Treatment['method']) => boolean,
  gain: 'savedBytes' | 'macs',
): { choice: Choice; gain: number }[] {
  return sensitivities.flatMap((sensitivity) => {
    if (sensitivity[gain] <= 0) return [];
    const wanted = sensitivity.treatments.filter(({ method }) => isWanted(method));
    const [best] = wanted.toSorted((a, b) => a.error - b.error);
    return best ? [{ choice: { ...best, layer: sensitivity.layer }, gain: sensitivity[gain] }] : [];
  });
}
