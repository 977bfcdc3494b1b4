import type { FC } from 'hono/jsx';

import { START_KINDS, type StartKind } from '../../../contract/names.ts';
import { formatMilliseconds, formatNumber } from '../../../i18n/numbers.ts';
import type { Translator, TextKey } from '../../../i18n/texts.ts';
import type { Group } from './model-latency.ts';

const WIDTH = 360;
/** Height of the bars of one start, and the distance from one start to the next. */
const [HEIGHT, STEP] = [88, 112];
/** Room above the bars for their numbers. */
const TOP = 14;
const GAP = 2;
/** Room for the label of an edge: that of an end stands beside it, and needs one and a half times as much as one below it. */
const LABEL = 42;

/** A bin of durations, with the number of requests for each start. */
export interface Bin {
  /** Durations above `from` and up to `bound`, in ms; null for the open end. */
  readonly from: number;
  readonly bound: number | null;
  readonly counts: Readonly<Partial<Record<StartKind, number>>>;
}

/** Smallest number of bins; a single bin would fill the whole chart. */
const FEWEST = 9;

/** The bins from the first to the last used one, with empty bins around them up to the smallest number. */
export function usedBins(bounds: readonly (number | null)[], groups: readonly Group[]): Bin[] {
  const bins = bounds.map((bound, i) => ({
    from: bounds[i - 1] ?? 0,
    bound,
    counts: Object.fromEntries(groups.map(({ start, histogram }) => [start, histogram[i] ?? 0])),
  }));
  const isUsed = ({ counts }: Bin): boolean => Object.values(counts).some((count) => count > 0);
  const [first, last] = [bins.findIndex(isUsed), bins.findLastIndex(isUsed)];
  const missing = Math.max(0, FEWEST - (last - first + 1));
  // At an end of the scale the empty bins are all on the other side.
  const begin = Math.max(0, Math.min(first - Math.floor(missing / 2), bins.length - (last - first + 1) - missing));
  return bins.slice(begin, Math.max(last + 1, begin + FEWEST));
}

interface HistogramProps {
  readonly t: Translator<TextKey>;
  /** What it shows, in words. */
  readonly title: string;
  readonly bins: readonly Bin[];
}

/**
 * A histogram for each start, cold above warm, on one axis. Each has its own scale, because there are many more warm
 * requests than cold ones.
 */
export const Histogram: FC<HistogramProps> = ({ t, title, bins }) => {
  const starts = START_KINDS.filter((start) => bins.some(({ counts }) => counts[start] !== undefined));
  const bottom = TOP + (starts.length - 1) * STEP + HEIGHT;
  return (
    <svg class="plot" viewBox={`0 0 ${WIDTH} ${bottom + 20}`} role="img" aria-label={title}>
      {starts.map((start, row) => (
        <Bars t={t} start={start} bins={bins} base={TOP + row * STEP + HEIGHT} />
      ))}
      {labelled(bins).map(({ x, edge }) => (
        <text x={x} y={bottom + 14} text-anchor={x === 0 ? 'start' : x === WIDTH ? 'end' : 'middle'}>
          {edgeOf(t, edge)}
        </text>
      ))}
    </svg>
  );
};

const Bars: FC<{ t: Translator<TextKey>; start: StartKind; bins: readonly Bin[]; base: number }> = ({
  t,
  start,
  bins,
  base,
}) => {
  const counts = bins.map((bin) => bin.counts[start] ?? 0);
  const most = Math.max(1, ...counts);
  const width = WIDTH / bins.length;
  return (
    <g>
      <line class="grid" x1={0} x2={WIDTH} y1={base} y2={base} />
      {counts.map((count, i) => {
        if (count === 0) return null;
        // A single request stays visible beside a thousand.
        const height = Math.max(2, (HEIGHT * count) / most);
        return (
          <>
            <rect
              class={`fill-${start}`}
              x={i * width + GAP / 2}
              y={base - height}
              width={width - GAP}
              height={height}
            />
            <text x={(i + 0.5) * width} y={base - height - 3} text-anchor="middle">
              {formatNumber(t, count)}
            </text>
          </>
        );
      })}
    </g>
  );
};

/** The edges that get a label: both ends, then the roundest ones for which there is room. */
function labelled(bins: readonly Bin[]): { x: number; edge: number }[] {
  const [first] = bins;
  const width = WIDTH / bins.length;
  const edges = [first?.from ?? 0, ...bins.map(({ bound }) => bound ?? Infinity)].map((edge, i) => ({
    x: i * width,
    edge,
  }));
  const byRoundness = edges.toSorted((a, b) => roundness(b) - roundness(a));
  const shown: { x: number; edge: number }[] = [];
  for (const edge of [...edges.slice(0, 1), ...edges.slice(-1), ...byRoundness]) {
    if (shown.every(({ x }) => Math.abs(x - edge.x) >= LABEL)) shown.push(edge);
  }
  return shown;
}

/** 3 for powers of ten, 2 for five times a power of ten, 1 for twice, 0 for all others. */
function roundness({ edge }: { readonly edge: number }): number {
  return ['2', '5', '1'].indexOf(String(edge).replace(/0+$/, '')) + 1;
}

/** `50`, `2 s`: from one second on in seconds. */
function edgeOf(t: Translator<TextKey>, edge: number): string {
  if (edge === Infinity) return '∞';
  return edge < 1000 ? formatMilliseconds(t, edge) : `${new Intl.NumberFormat(t.language).format(edge / 1000)} s`;
}
