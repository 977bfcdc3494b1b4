import { mean, sum } from 'simple-statistics';

import type { Sample } from './sample.ts';

/** Where the time of a request went: the server's phases in order, then `network`. In ms. */
export type Breakdown = Readonly<Record<string, number>>;

/** The part of a sample's time that its server does not account for: the network, workerd's own HTTP, and this client. */
export function networkOf({ client_ms, phases }: Sample): number {
  // The server's clock has a resolution of 1 ms, so its phases can exceed the time of a short request.
  return Math.max(0, client_ms - sum(Object.values(phases)));
}

/**
 * The breakdown of a typical request: the mean of the middle half of all samples, ordered by the client's time. It adds up,
 * which medians of phases would not, and does not follow the outliers, which the mean of all samples would.
 */
export function breakdownOf(samples: readonly Sample[]): Breakdown {
  const sorted = samples.toSorted((a, b) => a.client_ms - b.client_ms);
  const cut = Math.floor(sorted.length / 4);
  const middle = sorted.slice(cut, sorted.length - cut);
  const names = new Set(middle.flatMap(({ phases }) => Object.keys(phases)));
  return Object.fromEntries([
    ...[...names].map((name) => [name, mean(middle.map(({ phases }) => phases[name] ?? 0))] as const),
    ['network', mean(middle.map(networkOf))] as const,
  ]);
}
