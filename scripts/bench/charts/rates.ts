import type { SweepPoint } from '../sweep.ts';
import { milliseconds } from '../../kit/table.ts';
import { LINES } from './palette.ts';
import { linearScale, logScale, type Scale } from '../../../src/web/charts/scale.ts';
import { drawing, FAINT, GRID, label, line, tag } from '../../../src/web/charts/svg.ts';

const [LEFT, RIGHT, WIDTH, TOP, PANEL] = [80, 70, 1000, 124, 300];
/** A model keeps up when it answers at least this part of what is due. */
const KEEPS_UP = 0.95;

const PERCENTILES = [
  { key: 'p50', width: 2.5 },
  { key: 'p90', width: 1.5 },
  { key: 'max', width: 0.8 },
] as const;

/** Latency against rate, from the moment a request was due; both axes start where the figures do. */
export function ratesChart(points: readonly SweepPoint[]): string {
  const models = [...new Set(points.map(({ model }) => model))];
  const values = points.flatMap(({ client }) => PERCENTILES.flatMap(({ key }) => client[key] ?? []));
  const rates = points.map(({ rate }) => rate);
  const y = logScale([Math.min(...values), Math.max(...values)], [TOP + PANEL, TOP]);
  const x = linearScale(Math.max(...rates), [LEFT, WIDTH - RIGHT]);
  const figures = points.map(
    ({ model, rate, client, achieved }) =>
      `${model} at ${rate} a second: median ${milliseconds(client.p50)} ms, ${achieved.toFixed(2)} answered a second`,
  );
  return drawing(
    { width: WIDTH, height: TOP + PANEL + 60 },
    { title: 'Latency against rate', description: `${figures.join('; ')}.` },
    label(
      20,
      52,
      'From the moment a request was due, so waiting for others counts. Hollow: not all that was due was answered in time.',
      {
        fill: FAINT,
      },
    ),
    ...models.map((model, index) => key(model, index)),
    ...axes(x, y),
    ...models.map((model, index) =>
      drawModel(
        points.filter((point) => point.model === model),
        index,
        x,
        y,
      ),
    ),
  );
}

function key(model: string, index: number): string {
  const { colour, dash } = lineOf(index);
  const left = LEFT + index * 300;
  return [
    line([left, 84], [left + 30, 84], { stroke: colour, 'stroke-width': 2.5, 'stroke-dasharray': dash }),
    label(left + 38, 88, model, { fill: colour, 'font-weight': 600 }),
    label(left + 38, 104, 'from bold to thin: p50, p90, largest', { 'font-size': 11, fill: FAINT }),
  ].join('');
}

function axes(x: Scale, y: Scale): string[] {
  const bottom = TOP + PANEL;
  const small = { 'font-size': 12, fill: FAINT };
  return [
    ...y.ticks.map((tick) =>
      [
        line([LEFT, y.at(tick)], [WIDTH - RIGHT, y.at(tick)], { stroke: GRID }),
        label(LEFT - 8, y.at(tick) + 4, `${tick} ms`, { 'text-anchor': 'end', ...small }),
      ].join(''),
    ),
    ...x.ticks.map((tick) =>
      [
        line([x.at(tick), TOP], [x.at(tick), bottom], { stroke: GRID }),
        label(x.at(tick), bottom + 18, String(tick), { 'text-anchor': 'middle', ...small }),
      ].join(''),
    ),
    label((LEFT + WIDTH - RIGHT) / 2, bottom + 40, 'requests due each second', { 'text-anchor': 'middle', ...small }),
  ];
}

function drawModel(points: readonly SweepPoint[], index: number, x: Scale, y: Scale): string {
  const { colour, dash } = lineOf(index);
  // Models take turns, so that two which lie close together do not write over each other.
  const below = index % 2 === 0;
  return PERCENTILES.flatMap(({ key: percentile, width }) => {
    const marks = points.flatMap((point) => {
      const value = point.client[percentile];
      return value === null ? [] : [{ point, value, at: [x.at(point.rate), y.at(value)] as const }];
    });
    const path = marks.map(({ at }, place) => `${place === 0 ? 'M' : 'L'}${at[0].toFixed(1)} ${at[1].toFixed(1)}`);
    return [
      tag('path', {
        d: path.join('') || 'M0 0',
        fill: 'none',
        stroke: colour,
        'stroke-width': width,
        'stroke-dasharray': dash,
      }),
      ...marks.map(({ point, value, at }) =>
        tag(
          'circle',
          {
            cx: at[0],
            cy: at[1],
            r: percentile === 'p50' ? 5 : 3,
            fill: point.achieved < KEEPS_UP * point.rate ? '#ffffff' : colour,
            stroke: colour,
            'stroke-width': 1.5,
          },
          `<title>${percentile} ${milliseconds(value)} ms at ${point.rate} a second</title>`,
        ),
      ),
      ...marks.map(({ value, at }) =>
        percentile === 'p50'
          ? label(at[0] + (below ? 9 : -8), at[1] + (below ? 16 : -8), milliseconds(value), {
              'text-anchor': below ? 'start' : 'end',
              'font-size': 12,
              fill: colour,
              stroke: '#ffffff',
              'stroke-width': 4,
              'paint-order': 'stroke',
            })
          : '',
      ),
    ];
  }).join('');
}

function lineOf(index: number): (typeof LINES)[number] {
  return LINES[index % LINES.length] ?? LINES[0];
}
