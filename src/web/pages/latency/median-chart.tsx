import type { FC } from 'hono/jsx';

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
  readonly count: number;
  readonly p50_ms: number;
  readonly p95_ms: number;
}

/**
 * The medians of a phase, one for each part of the window.
 * @param from beginning of the window, ms since 1970
 * @param slice length of a part, ms
 */
export function medianPoints(groups: readonly Group[], from: number, slice: number): Point[] {
  return groups.flatMap(({ start, series = [] }) =>
    series.map(({ from: begin, count, p50_ms, p95_ms }) => ({
      start,
      slice: Math.round((Date.parse(begin) - from) / slice),
      count,
      p50_ms,
      p95_ms,
    })),
  );
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

/** Medians over time on a logarithmic axis, each with a line up to its p95. */
export const MedianChart: FC<MedianChartProps> = ({ t, title, points, slices, window_s }) => {
  const values = points.flatMap(({ p50_ms, p95_ms }) => [Math.max(LEAST, p50_ms), Math.max(LEAST, p95_ms)]);
  const { at, ticks } = logScale([Math.min(...values), Math.max(...values)], [BOTTOM, TOP]);
  const step = (WIDTH - LEFT) / slices;
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
      {points.map(({ start, slice, p50_ms, p95_ms }) => {
        // Cold and warm of the same part are side by side.
        const x = LEFT + (slice + (start === 'cold' ? 0.3 : 0.7)) * step;
        const y = at(Math.max(LEAST, p50_ms));
        return (
          <g>
            <line class={`reach reach-${start}`} x1={x} x2={x} y1={y} y2={at(Math.max(LEAST, p95_ms))} />
            <StartMark start={start} x={x} y={y} />
          </g>
        );
      })}
      <text x={LEFT} y={HEIGHT - 6}>
        {agoOf(t, window_s)}
      </text>
      <text x={WIDTH} y={HEIGHT - 6} text-anchor="end">
        {new Intl.RelativeTimeFormat(t.language, { numeric: 'auto' }).format(0, 'second')}
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

/** `15 minutes ago`, `24 hours ago`, `7 days ago`: in the largest unit that is at least 2. */
function agoOf(t: Translator<TextKey>, seconds: number): string {
  const [unit, length] =
    UNITS.find(([, each]) => seconds >= 2 * each && seconds % each === 0) ?? (['second', 1] as const);
  return new Intl.RelativeTimeFormat(t.language).format(-seconds / length, unit);
}
