import { type Area, curve, lineOf, type Point, SMALL, xAxis, yAxis } from '../../kit/charts/plot.ts';
import { milliseconds } from '../../kit/table.ts';
import { linearScale, logScale, type Scale } from '../../../src/web/charts/scale.ts';
import { drawing, label, line, tag } from '../../../src/web/charts/svg.ts';
import type { SoakRun, SoakSample } from './soak.ts';
import { timelineOf } from './timeline.ts';

const WIDTH = 1000;
const [LEFT, RIGHT] = [80, WIDTH - 30];
const MEMORY: Area = { left: LEFT, right: RIGHT, top: 90, bottom: 310 };
const LATENCY: Area = { left: LEFT, right: RIGHT, top: 390, bottom: 650 };
/** Slices of time, each of which gives one point of the median. */
const SLICES = 30;

const mebibytes = (bytes: number): number => bytes / 2 ** 20;

/** Memory and latency over the time of a soak; undefined when nothing was answered. */
export function soakChart(run: SoakRun, seconds: number): string | undefined {
  const answered = run.samples.filter(({ status, isSlow }) => status === 200 && !isSlow);
  if (answered.length === 0) return undefined;
  const x = linearScale(seconds, [LEFT, RIGHT]);
  const heaps = answered.flatMap(({ due_ms, heapBytes }): Point[] =>
    heapBytes === null ? [] : [[due_ms / 1000, mebibytes(heapBytes)]],
  );
  // The process is watched until the last answer, which may come when the time is over.
  const sizes = run.readings
    .filter(({ at_ms }) => at_ms <= 1000 * seconds)
    .map(({ at_ms, rssBytes }): Point => [at_ms / 1000, mebibytes(rssBytes)]);
  const most = Math.max(...heaps.map(([, y]) => y), ...sizes.map(([, y]) => y), 1);
  const y = linearScale(most, [MEMORY.bottom, MEMORY.top]);
  return drawing(
    { width: WIDTH, height: LATENCY.bottom + 60 },
    { title: `Memory and latency over ${seconds.toFixed(0)} s`, description: describe(run, most) },
    label(20, 54, 'Memory', { 'font-weight': 600 }),
    ...axes(x, y, MEMORY, 'MiB'),
    ...memoryCurve('RSS of the process', sizes, 0, x, y),
    ...memoryCurve('WASM heap', heaps, 1, x, y),
    ...latencies(run, answered, x, seconds),
    label((LEFT + RIGHT) / 2, LATENCY.bottom + 42, 'seconds since the beginning', {
      'text-anchor': 'middle',
      ...SMALL,
    }),
  );
}

function describe({ samples, readings }: SoakRun, most: number): string {
  const unexpected = samples.filter(({ outcome }) => outcome === 'unexpected').length;
  const memory = readings.length === 0 ? '' : ` The process took ${most.toFixed(0)} MiB at most.`;
  return `${samples.length} requests, ${unexpected} of them answered otherwise than they should be.${memory}`;
}

function axes(x: Scale, y: Scale, area: Area, unit: string): string[] {
  const visible = { ...x, ticks: x.ticks.filter((tick) => x.at(tick) <= area.right) };
  return [...yAxis(y, area, (tick) => `${tick} ${unit}`), ...xAxis(visible, area, String)];
}

function memoryCurve(name: string, points: readonly Point[], index: number, x: Scale, y: Scale): string[] {
  if (points.length === 0) return [];
  const { colour } = lineOf(index);
  const left = LEFT + 100 + 220 * index;
  return [
    line([left, 50], [left + 30, 50], { stroke: colour, 'stroke-width': 2.5 }),
    label(left + 38, 54, name, { fill: colour }),
    curve(
      points.map(([at, value]) => [x.at(at), y.at(value)]),
      { stroke: colour, 'stroke-width': 2 },
    ),
  ];
}

/** A dot for each classification, a line for the median of each thirtieth, and a mark for what was unexpected. */
function latencies(run: SoakRun, answered: readonly SoakSample[], x: Scale, seconds: number): string[] {
  const times = answered.map(({ took_ms }) => took_ms);
  const y = logScale([Math.min(...times), Math.max(...times)], [LATENCY.bottom, LATENCY.top]);
  const middle = timelineOf(run, 1000 * seconds, SLICES).flatMap(({ from, to, p50 }): Point[] =>
    p50 === null ? [] : [[x.at((from + to) / 2000), y.at(p50)]],
  );
  return [
    label(20, LATENCY.top - 30, 'Good pictures, from when they were due', { 'font-weight': 600 }),
    label(
      330,
      LATENCY.top - 30,
      `line: median of each thirtieth of the time; slowest ${milliseconds(Math.max(...times))} ms`,
      SMALL,
    ),
    ...axes(x, y, LATENCY, 'ms'),
    ...answered.map(({ due_ms, took_ms }) =>
      tag('circle', {
        cx: x.at(due_ms / 1000),
        cy: y.at(took_ms),
        r: 2,
        fill: lineOf(0).colour,
        'fill-opacity': '0.5',
      }),
    ),
    curve(middle, { stroke: lineOf(2).colour, 'stroke-width': 2 }),
    ...run.samples
      .filter(({ outcome }) => outcome === 'unexpected')
      .map(({ due_ms }) =>
        line([x.at(due_ms / 1000), LATENCY.top], [x.at(due_ms / 1000), LATENCY.bottom], {
          stroke: lineOf(3).colour,
        }),
      ),
  ];
}
