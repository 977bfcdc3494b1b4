import { median } from '../../kit/statistics/quantiles.ts';
import { type Pair, type Ratio, ratioOf } from '../../kit/statistics/ratio.ts';
import type { MeasuredPeer, Measurement } from './measurement.ts';

/** A figure of a peer, in ms, and how many times ours it is. */
export interface PeerFigure {
  /** null where there is none. */
  readonly median: number | null;
  /** By the name of each row of ours; undefined for that row itself, and where there is nothing to compare. */
  readonly ratios: Readonly<Record<string, Ratio | undefined>>;
}

/** A row of the table. */
export interface PeerRow {
  readonly name: string;
  readonly title: string;
  readonly place: string;
  /** Why there are no figures; null when there are. */
  readonly reason: string | null;
  readonly figures: {
    /** From spawning the process to the first answer. */
    readonly cold: PeerFigure;
    /** The model alone, warm. */
    readonly infer: PeerFigure;
    /** A picture to its class, warm, at the client. */
    readonly end_to_end: PeerFigure;
    /** CPU time of the process for such an answer. */
    readonly cpu: PeerFigure;
  } | null;
  /** Largest linear memory of WebAssembly that was seen; null where there is none. */
  readonly heap_bytes: number | null;
  /** The most memory that its whole process had, code and JavaScript included; null where the system does not tell. */
  readonly process_bytes: number | null;
  /** Code that a deployment uploads; null for what is no Worker. */
  readonly upload_bytes: number | null;
  readonly model_bytes: number | null;
}

/** @param peers ours among them */
export function rowsOf(peers: readonly MeasuredPeer[]): PeerRow[] {
  const ours = peers.filter(({ description: { isOurs }, reason }) => isOurs && reason === null);
  return peers.map(({ description: { name, title, place }, peer, reason, measurements, peaks }) => {
    const counts = reason === null && measurements.length > 0;
    const others = ours.filter(({ description }) => description.name !== name);
    return {
      name,
      title,
      place,
      reason,
      figures: counts
        ? {
            cold: figure(measurements, others, ({ cold_ms }) => cold_ms),
            infer: figure(measurements, others, ({ infer }) => infer?.infer_ms ?? null),
            end_to_end: figure(measurements, others, ({ turn, classify }) => (turn < 0 ? null : classify.client_ms)),
            cpu: figure(measurements, others, ({ cpu_ms }) => cpu_ms),
          }
        : null,
      heap_bytes: counts ? largestHeap(measurements) : null,
      process_bytes: counts && peaks.length > 0 ? median(peaks) : null,
      upload_bytes: peer?.upload_bytes ?? null,
      model_bytes: peer?.model_bytes ?? null,
    };
  });
}

function figure(
  mine: readonly Measurement[],
  ours: readonly MeasuredPeer[],
  read: (measurement: Measurement) => number | null,
): PeerFigure {
  const values = mine.flatMap((measurement) => read(measurement) ?? []);
  const ratios = ours.map(
    ({ description: { name }, measurements }) => [name, ratioTo(mine, measurements, read)] as const,
  );
  return { median: values.length === 0 ? null : median(values), ratios: Object.fromEntries(ratios) };
}

function ratioTo(
  mine: readonly Measurement[],
  ours: readonly Measurement[],
  read: (measurement: Measurement) => number | null,
): Ratio | undefined {
  // A round has one process of each.
  const rounds = [...Map.groupBy(mine, ({ round }) => round).values()];
  return ratioOf(
    rounds.map((measurements) =>
      measurements.flatMap((measurement): Pair[] => {
        const partner = ours.find(({ round, turn }) => round === measurement.round && turn === measurement.turn);
        const [numerator, denominator] = [read(measurement), partner === undefined ? null : read(partner)];
        return numerator === null || denominator === null || denominator === 0 ? [] : [[numerator, denominator]];
      }),
    ),
  );
}

function largestHeap(measurements: readonly Measurement[]): number | null {
  const heaps = measurements.flatMap(({ classify, infer }) => [classify.heap_bytes, infer?.heap_bytes ?? null]);
  const known = heaps.filter((bytes) => bytes !== null);
  return known.length === 0 ? null : Math.max(...known);
}
