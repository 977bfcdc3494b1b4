import { milliseconds } from '../../kit/table.ts';
import { LINES } from '../../bench/charts/palette.ts';
import { linearScale, logScale, type Scale } from '../../../src/web/charts/scale.ts';
import { drawing, FAINT, GRID, label, line, tag } from '../../../src/web/charts/svg.ts';
import type { SoakRun, SoakSample } from './soak.ts';
import { timelineOf } from './timeline.ts';

const [LEFT, RIGHT, WIDTH] = [80, 30, 1000];
const MEMORY = { top: 90, height: 220 };
const LATENCY = { top: 390, height: 260 };
const PARTS = 30;

const small = { 'font-size': 12, fill: FAINT };
const mebibytes = (bytes: number): number => bytes / 2 ** 20;

type Point = readonly [x: number, y: number];

/** Memory and latency over the time of a soak; undefined when nothing was answered. */
export function soakChart(run: SoakRun, seconds: number): string | undefined {
  const answered = run.samples.filter(({ status, isSlow }) => status === 200 && !isSlow);
  if (answered.length === 0) return undefined;
  const x = linearScale(seconds, [LEFT, WIDTH - RIGHT]);
  const heaps = answered.flatMap(({ due_ms, heapBytes }): Point[] =>
    heapBytes === null ? [] : [[due_ms / 1000, mebibytes(heapBytes)]],
  );
  // The process is watched until the last answer, which may come when the time is over.
  const sizes = run.readings
    .filter(({ at_ms }) => at_ms <= 1000 * seconds)
    .map(({ at_ms, rssBytes }): Point => [at_ms / 1000, mebibytes(rssBytes)]);
  const most = Math.max(...heaps.map(([, y]) => y), ...sizes.map(([, y]) => y), 1);
  return drawing(
    { width: WIDTH, height: LATENCY.top + LATENCY.height + 60 },
    { title: `Memory and latency over ${seconds.toFixed(0)} s`, description: describe(run, most) },
    label(20, 54, 'Memory', { 'font-weight': 600 }),
    ...axes(x, linearScale(most, [MEMORY.top + MEMORY.height, MEMORY.top]), MEMORY, 'MiB'),
    ...curve('RSS of the process', sizes, 0, x, linearScale(most, [MEMORY.top + MEMORY.height, MEMORY.top])),
    ...curve('WASM heap', heaps, 1, x, linearScale(most, [MEMORY.top + MEMORY.height, MEMORY.top])),
    ...latencies(run, answered, x, seconds),
    label((LEFT + WIDTH - RIGHT) / 2, LATENCY.top + LATENCY.height + 42, 'seconds since the beginning', {
      'text-anchor': 'middle',
      ...small,
    }),
  );
}

function describe({ samples, readings }: SoakRun, most: number): string {
  const unexpected = samples.filter(({ outcome }) => outcome === 'unexpected').length;
  const memory = readings.length === 0 ? '' : ` The process took ${most.toFixed(0)} MiB at most.`;
  return `${samples.length} requests, ${unexpected} of them answered otherwise than they should be.${memory}`;
}

function axes(x: Scale, y: Scale, { top, height }: typeof MEMORY, unit: string): string[] {
  return [
    ...y.ticks.map((tick) =>
      [
        line([LEFT, y.at(tick)], [WIDTH - RIGHT, y.at(tick)], { stroke: GRID }),
        label(LEFT - 8, y.at(tick) + 4, `${tick} ${unit}`, { 'text-anchor': 'end', ...small }),
      ].join(''),
    ),
    ...x.ticks
      .filter((tick) => x.at(tick) <= WIDTH - RIGHT)
      .map((tick) =>
        [
          line([x.at(tick), top], [x.at(tick), top + height], { stroke: GRID }),
          label(x.at(tick), top + height + 18, String(tick), { 'text-anchor': 'middle', ...small }),
        ].join(''),
      ),
  ];
}

function curve(name: string, points: readonly Point[], index: number, x: Scale, y: Scale): string[] {
  const { colour } = LINES[index % LINES.length] ?? LINES[0];
  const left = LEFT + 100 + 220 * index;
  if (points.length === 0) return [];
  const path = points.map(
    ([at, value], place) => `${place === 0 ? 'M' : 'L'}${x.at(at).toFixed(1)} ${y.at(value).toFixed(1)}`,
  );
  return [
    line([left, 50], [left + 30, 50], { stroke: colour, 'stroke-width': 2.5 }),
    label(left + 38, 54, name, { fill: colour }),
    tag('path', { d: path.join(''), fill: 'none', stroke: colour, 'stroke-width': 2 }),
  ];
}

/** A dot for each classification, a line for the median of each thirtieth, and a mark for what was unexpected. */
function latencies(run: SoakRun, answered: readonly SoakSample[], x: Scale, seconds: number): string[] {
  const times = answered.map(({ took_ms }) => took_ms);
  const y = logScale([Math.min(...times), Math.max(...times)], [LATENCY.top + LATENCY.height, LATENCY.top]);
  const [dots, , medians, wrong] = LINES.map(({ colour }) => colour);
  const middle = timelineOf(run, 1000 * seconds, PARTS).flatMap(({ from, to, p50 }): Point[] =>
    p50 === null ? [] : [[(from + to) / 2000, p50]],
  );
  const path = middle.map(
    ([at, ms], place) => `${place === 0 ? 'M' : 'L'}${x.at(at).toFixed(1)} ${y.at(ms).toFixed(1)}`,
  );
  return [
    label(20, LATENCY.top - 30, 'Good pictures, from when they were due', { 'font-weight': 600 }),
    label(
      330,
      LATENCY.top - 30,
      `line: median of each thirtieth of the time; slowest ${milliseconds(Math.max(...times))} ms`,
      small,
    ),
    ...axes(x, y, LATENCY, 'ms'),
    ...answered.map(({ due_ms, took_ms }) =>
      tag('circle', { cx: x.at(due_ms / 1000), cy: y.at(took_ms), r: 2, fill: dots ?? '', 'fill-opacity': '0.5' }),
    ),
    tag('path', { d: path.join(''), fill: 'none', stroke: medians ?? '', 'stroke-width': 2 }),
    ...run.samples
      .filter(({ outcome }) => outcome === 'unexpected')
      .map(({ due_ms }) =>
        line([x.at(due_ms / 1000), LATENCY.top], [x.at(due_ms / 1000), LATENCY.top + LATENCY.height], {
          stroke: wrong ?? '',
        }),
      ),
  ];
}
