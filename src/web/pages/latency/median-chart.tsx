import type { FC } from 'hono/jsx';

import type { LatencyFigures } from '../../../contract/latency.ts';
import type { StartKind } from '../../../contract/names.ts';
import { StartMark } from '../../answer/start-mark.tsx';
import { logScale } from '../../charts/scale.ts';
import { formatMilliseconds } from '../../../i18n/numbers.ts';
import type { Translator, TextKey } from '../../../i18n/texts.ts';
import type { Group } from './model-latency.ts';

const [WIDTH, HEIGHT] = [360, 236];
const [LEFT, TOP, BOTTOM] = [40, 8, 212];
/** Start of the axis, ms. A clock of whole milliseconds can read 0, which a logarithmic axis does not have. */
const LEAST = 1;

/** The median of one part of the window. */
export interface Point {
  readonly start: StartKind;
  /** Number of the part, from 0 on. */
  readonly slice: number;
  readonly figures: LatencyFigures;
}

/**
 * The medians of a phase, one for each part of the window.
 * @param from beginning of the window, ms since 1970
 * @param slice length of a part, ms
 */
export function medianPoints(groups: readonly Group[], from: number, slice: number): Point[] {
  return groups.flatMap(({ start, series = [] }) =>
    series.map(({ from: begin, ...figures }) => ({
      start,
      slice: Math.round((Date.parse(begin) - from) / slice),
      figures,
    })),
  );
}

/** Smallest number of parts on the axis; a single one would fill the whole chart. */
const FEWEST = 8;

/** The parts that the axis shows: from the first one with requests to the last one, and more before them if these are few. */
export function shownParts(points: readonly Point[], slices: number): { first: number; last: number } {
  const used = points.map(({ slice }) => slice);
  const first = Math.max(0, Math.min(Math.min(...used), Math.max(...used) - FEWEST + 1));
  return { first, last: Math.min(slices - 1, Math.max(...used, first + FEWEST - 1)) };
}

interface MedianChartProps {
  readonly t: Translator<TextKey>;
  /** What it shows, in words. */
  readonly title: string;
  readonly points: readonly Point[];
  /** How many parts the window has. */
  readonly slices: number;
  readonly window_s: number;
}

/**
 * Medians over time on a logarithmic axis, each with a line up to its p95. A median of few requests is hollow, and a line up
 * to a p95 of few is dashed.
 */
export const MedianChart: FC<MedianChartProps> = ({ t, title, points, slices, window_s }) => {
  const values = points.flatMap(({ figures: { p50_ms, p95_ms } }) => [p50_ms, p95_ms].map((ms) => Math.max(LEAST, ms)));
  const { at, ticks } = logScale([Math.min(...values), Math.max(...values)], [BOTTOM, TOP]);
  const { first, last } = shownParts(points, slices);
  const step = (WIDTH - LEFT) / (last - first + 1);
  const ago = (part: number): string => agoOf(t, ((slices - part) * window_s) / slices);
  return (
    <svg class="plot" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={title}>
      {ticks.map((tick) => (
        <g>
          <line class="grid" x1={LEFT} x2={WIDTH} y1={at(tick)} y2={at(tick)} />
          <text x={LEFT - 6} y={at(tick) + 3.5} text-anchor="end">
            {formatMilliseconds(t, tick)}
          </text>
        </g>
      ))}
      {points.map(({ start, slice, figures: { p50_ms, p95_ms, few } }) => {
        // Cold and warm of the same part are side by side.
        const x = LEFT + (slice - first + (start === 'cold' ? 0.3 : 0.7)) * step;
        const y = at(Math.max(LEAST, p50_ms));
        return (
          <g class={few.map((quantile) => `few-${quantile}`).join(' ')}>
            <line class={`reach reach-${start}`} x1={x} x2={x} y1={y} y2={at(Math.max(LEAST, p95_ms))} />
            <StartMark start={start} x={x} y={y} />
          </g>
        );
      })}
      <text x={LEFT} y={HEIGHT - 6}>
        {ago(first)}
      </text>
      <text x={WIDTH} y={HEIGHT - 6} text-anchor="end">
        {ago(last + 1)}
      </text>
    </svg>
  );
};

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** `now`, `15 minutes ago`, `24 hours ago`, `6.7 days ago`: two digits in the largest unit of which there are two. */
function agoOf(t: Translator<TextKey>, seconds: number): string {
  const [unit, length] = UNITS.find(([, each]) => seconds >= 2 * each) ?? (['second', 1] as const);
  const format = new Intl.RelativeTimeFormat(t.language, { numeric: 'auto' });
  return format.format(-Number((seconds / length).toPrecision(2)), unit);
}
