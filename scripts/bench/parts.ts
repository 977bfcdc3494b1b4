import type { Sample } from './sample.ts';

/** Where the time of a request went: the server's phases in order, then `network`. In ms. */
export type Parts = Readonly<Record<string, number>>;

/** What of a sample's time its server does not account for: sending, the way, workerd's own doors, and this client. */
export function networkOf({ client_ms, phases }: Sample): number {
  // The server's clock steps by whole ms, so its phases can exceed a short request by some.
  return Math.max(0, client_ms - Object.values(phases).reduce((sum, ms) => sum + ms, 0));
}

/**
 * The parts of a typical request: the mean of the middle half of all samples, ordered by the client's time. Medians of
 * phases do not add up to anything, and the mean of all would follow the outliers; this adds up, and does not.
 */
export function partsOf(samples: readonly Sample[]): Parts {
  const sorted = samples.toSorted((a, b) => a.client_ms - b.client_ms);
  const cut = Math.floor(sorted.length / 4);
  const middle = sorted.slice(cut, sorted.length - cut);
  const names = new Set(middle.flatMap(({ phases }) => Object.keys(phases)));
  const mean = (value: (sample: Sample) => number): number =>
    middle.reduce((sum, sample) => sum + value(sample), 0) / middle.length;
  return Object.fromEntries([
    ...[...names].map((name) => [name, mean(({ phases }) => phases[name] ?? 0)] as const),
    ['network', mean(networkOf)] as const,
  ]);
}
