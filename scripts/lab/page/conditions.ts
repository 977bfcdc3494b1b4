/** The conditions of a visit: processor and network. */
export interface Condition {
  readonly name: string;
  /** How many times as long scripts of the page take as on this machine. */
  readonly slower: number;
  /** What the network does; undefined is none at all, within one machine. */
  readonly network?: {
    /** There and back, in ms. */
    readonly latency: number;
    /** Bytes a second. */
    readonly down: number;
    readonly up: number;
  };
}

const kilobits = (count: number): number => (count * 1000) / 8;

/**
 * From a desk to a field. The networks are those that Lighthouse calls slow 4G and Chromium's developer tools call 3G,
 * with Lighthouse's factor between a desktop's processor and a phone's.
 */
export const CONDITIONS: readonly Condition[] = [
  { name: 'this machine', slower: 1 },
  { name: 'a phone, slow 4G', slower: 4, network: { latency: 150, down: kilobits(1638), up: kilobits(750) } },
  { name: 'a phone, 3G', slower: 4, network: { latency: 400, down: kilobits(400), up: kilobits(400) } },
];
