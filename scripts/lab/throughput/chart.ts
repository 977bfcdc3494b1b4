import { logScale, linearScale } from '../../../src/web/charts/scale.ts';
import { drawing, FAINT, label, line, tag } from '../../../src/web/charts/svg.ts';
import { type Area, curve, lineOf, mark, SMALL, xAxis, yAxis } from '../../kit/charts/plot.ts';
import { milliseconds } from '../../kit/table.ts';
import type { ThroughputFigures } from './figures.ts';

const WIDTH = 1000;
const AREA: Area = { left: 80, right: WIDTH - 70, top: 124, bottom: 424 };

/** Latency of what is answered, and the part that is refused, against the load. */
export function throughputChart({ loads, alone }: ThroughputFigures): string {
  const series = [
    { name: 'answers, p99', values: loads.map(({ client }) => client?.p99 ?? undefined) },
    { name: 'answers, p50', values: loads.map(({ client }) => client?.p50) },
    { name: '/v1/models, p99', values: loads.map(({ reads }) => reads?.p99 ?? undefined) },
  ];
  const values = [alone.p50, ...series.flatMap((each) => each.values.flatMap((value) => value ?? []))];
  const y = logScale([Math.min(...values), Math.max(...values)], [AREA.bottom, AREA.top]);
  const x = linearScale(Math.max(...loads.map(({ load }) => load)), [AREA.left, AREA.right]);
  const told = loads.map(
    ({ load, client, refused }) =>
      `at ${load} of capacity p99 ${milliseconds(client?.p99 ?? NaN)} ms, ` + `${(100 * refused).toFixed(0)} % refused`,
  );
  return drawing(
    { width: WIDTH, height: AREA.bottom + 60 },
    { title: 'Latency against load', description: `${told.join('; ')}.` },
    label(
      20,
      52,
      'From the moment a request was due. Dotted: one request after the other, median. Below: refused with 503.',
      {
        fill: FAINT,
      },
    ),
    ...series.map(({ name }, index) => key(name, index)),
    ...yAxis(y, AREA, (tick) => `${tick} ms`),
    ...xAxis(x, AREA, String),
    label((AREA.left + AREA.right) / 2, AREA.bottom + 40, 'requests due, as a part of what one process can answer', {
      'text-anchor': 'middle',
      ...SMALL,
    }),
    line([AREA.left, y.at(alone.p50)], [AREA.right, y.at(alone.p50)], { stroke: FAINT, 'stroke-dasharray': '1 4' }),
    ...loads.map(({ load, refused }) =>
      refused === 0
        ? ''
        : label(x.at(load), AREA.bottom - 8, `${(100 * refused).toFixed(0)} %`, { 'text-anchor': 'middle', ...SMALL }),
    ),
    ...series.map((each, index) => {
      const { colour, dash } = lineOf(index);
      const points = loads.flatMap(({ load }, at) => {
        const value = each.values[at];
        return value === undefined ? [] : [{ value, at: [x.at(load), y.at(value)] as const }];
      });
      return [
        curve(
          points.map((point) => point.at),
          { stroke: colour, 'stroke-width': 2, 'stroke-dasharray': dash },
        ),
        ...points.map((point) => tag('circle', { cx: point.at[0], cy: point.at[1], r: 4, fill: colour })),
        ...points.map((point) => mark(point.at, milliseconds(point.value), colour, index !== 0)),
      ].join('');
    }),
  );
}

function key(name: string, index: number): string {
  const { colour, dash } = lineOf(index);
  const left = AREA.left + index * 260;
  return [
    line([left, 84], [left + 30, 84], { stroke: colour, 'stroke-width': 2.5, 'stroke-dasharray': dash }),
    label(left + 38, 88, name, { fill: colour, 'font-weight': 600 }),
  ].join('');
}
