import { findOutliers } from '../../kit/statistics/distribution.ts';
import { ascending, isSupported, quantile } from '../../kit/statistics/quantiles.ts';
import { type Area, lineOf, mark, xAxis, yAxis } from '../../kit/charts/plot.ts';
import { milliseconds } from '../../kit/table.ts';
import { linearScale, logScale, type Scale } from '../../../src/web/charts/scale.ts';
import { drawing, FAINT, label, line, tag } from '../../../src/web/charts/svg.ts';

const [LEFT, RIGHT, WIDTH] = [70, 40, 1000];
const [PANEL, GAP, TOP] = [190, 74, 96];

/** Latencies of one curve, in ms. */
export interface Curve {
  readonly name: string;
  readonly values: readonly number[];
}

/** One model with its curves. */
export interface Panel {
  readonly model: string;
  readonly curves: readonly Curve[];
}

/**
 * How latencies are spread: for each model the part of answers (upwards) that came within a time (to the right), every
 * sample a dot. The axis of time is logarithmic and common, so equal distances are equal ratios, everywhere.
 */
export function distributionsChart(panels: readonly Panel[]): string {
  const all = panels.flatMap(({ curves }) => curves.flatMap(({ values }) => values));
  const x = logScale([Math.min(...all), Math.max(...all)], [LEFT, WIDTH - RIGHT]);
  const figures = panels.flatMap(({ model, curves }) =>
    curves.map(
      ({ name, values }) =>
        `${model} ${name}: median ${milliseconds(quantile(ascending(values), 0.5))} ms of ${values.length}`,
    ),
  );
  return drawing(
    { width: WIDTH, height: TOP + panels.length * (PANEL + GAP) - 14 },
    { title: 'How latencies are spread', description: `${figures.join('; ')}.` },
    label(
      20,
      52,
      'Part of the answers that came within a time, as the client sees it. Every dot is an answer, a diamond an outlier.',
      {
        fill: FAINT,
      },
    ),
    ...panels.map((panel, index) => drawPanel(panel, TOP + index * (PANEL + GAP), x)),
  );
}

function drawPanel({ model, curves }: Panel, top: number, x: Scale): string {
  const area: Area = { left: LEFT, right: WIDTH - RIGHT, top, bottom: top + PANEL };
  const y = linearScale(1, [area.bottom, top]);
  const names = curves.map((curve, index) => {
    const { colour, dash } = lineOf(index);
    const left = LEFT + 250 + index * 200;
    return [
      line([left, top - 16], [left + 30, top - 16], { stroke: colour, 'stroke-width': 2.5, 'stroke-dasharray': dash }),
      label(left + 38, top - 12, `${curve.name} (${curve.values.length})`, { fill: colour, 'font-weight': 600 }),
    ].join('');
  });
  return [
    label(LEFT, top - 12, model, { 'font-weight': 600, 'font-size': 15 }),
    ...names,
    ...yAxis(y, area, (part) => `${100 * part} %`, [0, 0.5, 0.9, 1]),
    ...xAxis(x, area, (tick, isLast) => `${tick}${isLast ? ' ms' : ''}`),
    ...curves.map((curve, index) => drawCurve(curve, index, x, y)),
  ].join('\n');
}

function drawCurve({ values }: Curve, index: number, x: Scale, y: Scale): string {
  const sorted = ascending(values);
  const { colour, dash } = lineOf(index);
  const far = new Set(findOutliers(sorted)?.values ?? []);
  const points = sorted.map((value, rank) => [x.at(value), y.at((rank + 1) / sorted.length), value] as const);
  // Steps: the part rises at each sample and stays until the next.
  const path = points.map(
    ([px, py], rank) =>
      (rank === 0 ? `M${px.toFixed(1)} ${y.at(0).toFixed(1)}` : `H${px.toFixed(1)}`) + `V${py.toFixed(1)}`,
  );
  const dots = points.map(([px, py, value]) => {
    if (!far.has(value)) return tag('circle', { cx: px, cy: py, r: 2, fill: colour });
    const diamond = `M${px.toFixed(1)} ${(py - 6).toFixed(1)}l6 6l-6 6l-6 -6z`;
    return tag(
      'path',
      { d: diamond, fill: '#ffffff', stroke: colour, 'stroke-width': 1.8 },
      `<title>outlier: ${milliseconds(value)} ms</title>`,
    );
  });
  return [
    tag('path', { d: path.join(''), fill: 'none', stroke: colour, 'stroke-width': 1.8, 'stroke-dasharray': dash }),
    ...dots,
    ...marks(sorted, index, x, y),
  ].join('');
}

/**
 * Names percentiles below their points, or above them: a curve that only rises leaves both free. Curves alternate, so
 * that the texts of two which lie close together do not overlap.
 */
function marks(sorted: readonly number[], index: number, x: Scale, y: Scale): string[] {
  return [0.5, 0.9, 0.99].flatMap((part) => {
    if (part > 0.5 && !isSupported(part, sorted.length)) return [];
    const value = quantile(sorted, part);
    const at = x.at(value);
    const below = at < LEFT + 70 || (at < WIDTH - RIGHT - 70 && index % 2 === 0);
    return [mark([at, y.at(part)], `p${100 * part} ${milliseconds(value)}`, lineOf(index).colour, below)];
  });
}
