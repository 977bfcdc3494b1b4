import type { Outcome } from './outcome.ts';

/** How long the answer waits for its names, in ms; until then nothing is shown. */
const PATIENCE = 5000;

/**
 * An answer that was given in another language, with the names that its classes have in the page's. All models of an answer
 * have the same classes.
 * @param model one that has answered
 * @returns the answer as it was if the names do not come
 */
export async function renamed(outcome: Outcome, model: string): Promise<Outcome> {
  try {
    const url = `/v1/models/${encodeURIComponent(model)}?lang=${document.documentElement.lang}`;
    const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) });
    if (!response.ok) return outcome;
    const { labels } = (await response.json()) as { readonly labels: readonly string[] };
    // Of all that an answer has, only classes have both.
    return JSON.parse(JSON.stringify(outcome), (_, value: unknown) =>
      isClass(value) ? { ...value, label: labels[value.index] ?? value.label } : value,
    ) as Outcome;
  } catch {
    return outcome;
  }
}

function isClass(value: unknown): value is { readonly index: number; readonly label: string } {
  return typeof value === 'object' && value !== null && 'index' in value && 'label' in value;
}
