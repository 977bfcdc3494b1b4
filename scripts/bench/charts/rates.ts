import type { SweepPoint } from '../sweep.ts';
import { type Area, curve, lineOf, mark, SMALL, xAxis, yAxis } from '../../kit/charts/plot.ts';
import { milliseconds } from '../../kit/table.ts';
import { linearScale, logScale, type Scale } from '../../../src/web/charts/scale.ts';
import { drawing, FAINT, label, line, tag } from '../../../src/web/charts/svg.ts';

const WIDTH = 1000;
const AREA: Area = { left: 80, right: WIDTH - 70, top: 124, bottom: 424 };
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
  const y = logScale([Math.min(...values), Math.max(...values)], [AREA.bottom, AREA.top]);
  const x = linearScale(Math.max(...rates), [AREA.left, AREA.right]);
  const figures = points.map(
    ({ model, rate, client, achieved }) =>
      `${model} at ${rate} a second: median ${milliseconds(client.p50)} ms, ${achieved.toFixed(2)} answered a second`,
  );
  return drawing(
    { width: WIDTH, height: AREA.bottom + 60 },
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
    ...yAxis(y, AREA, (tick) => `${tick} ms`),
    ...xAxis(x, AREA, String),
    label((AREA.left + AREA.right) / 2, AREA.bottom + 40, 'requests due each second', {
      'text-anchor': 'middle',
      ...SMALL,
    }),
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
  const left = AREA.left + index * 300;
  return [
    line([left, 84], [left + 30, 84], { stroke: colour, 'stroke-width': 2.5, 'stroke-dasharray': dash }),
    label(left + 38, 88, model, { fill: colour, 'font-weight': 600 }),
    label(left + 38, 104, 'from bold to thin: p50, p90, largest', { 'font-size': 11, fill: FAINT }),
  ].join('');
}

function drawModel(points: readonly SweepPoint[], index: number, x: Scale, y: Scale): string {
  const { colour, dash } = lineOf(index);
  // Models alternate, so that the texts of two which lie close together do not overlap.
  const below = index % 2 === 0;
  return PERCENTILES.flatMap(({ key: percentile, width }) => {
    const marks = points.flatMap((point) => {
      const value = point.client[percentile];
      return value === null ? [] : [{ point, value, at: [x.at(point.rate), y.at(value)] as const }];
    });
    return [
      curve(
        marks.map(({ at }) => at),
        { stroke: colour, 'stroke-width': width, 'stroke-dasharray': dash },
      ),
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
      ...(percentile === 'p50' ? marks.map(({ value, at }) => mark(at, milliseconds(value), colour, below)) : []),
    ];
  }).join('');
}
