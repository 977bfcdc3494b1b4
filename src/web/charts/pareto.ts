import type { Candidate } from '../../catalogue/advice/candidate.ts';
import { paretoFront } from '../../catalogue/advice/pareto.ts';
import type { Translator, TextKey } from '../../i18n/texts.ts';
import { CANDIDATE_AXES, type CandidateAxis, pointName } from './candidate-axes.ts';
import { type Frame, layOutPanel, type Panel, type Point } from './pareto-panel.ts';
import { drawing, FAINT, GRID, INK, label, line, tag } from './svg.ts';

/** Two charts, one above the other. */
const [WIDTH, LEFT, RIGHT] = [760, 64, 170];
const [TOP, HEIGHT, BETWEEN] = [112, 300, 92];
const RADIUS = 7;
/** Keeps names legible where lines run behind them. */
const HALO = { stroke: '#ffffff', 'stroke-width': 4, 'stroke-linejoin': 'round', 'paint-order': 'stroke' };

/** From the palette by M. Okabe and K. Ito, which colour-blind readers can tell apart. */
const [HERE, ADDABLE] = ['#0072b2', '#d55e00'];

/**
 * Two scatter charts of the candidates for the documentation: accuracy against speed, and accuracy against size, each with the
 * Pareto front of its two axes.
 * @returns an SVG document
 */
export function paretoChart(candidates: readonly Candidate[], t: Translator<TextKey>): string {
  const names = paretoFront(candidates).map(({ name }) => name);
  const panels = CANDIDATE_AXES.map((axis, index) => {
    const top = TOP + index * (HEIGHT + BETWEEN);
    const frame = {
      left: LEFT,
      right: WIDTH - RIGHT,
      top,
      bottom: top + HEIGHT,
      radius: RADIUS,
      letter: 6.6,
      line: 16,
    };
    const panel = layOutPanel(candidates, axis.of, pointName, frame);
    return panel === null ? '' : drawPanel(panel, axis, frame, t);
  });
  return drawing(
    { width: WIDTH, height: TOP + CANDIDATE_AXES.length * (HEIGHT + BETWEEN) - 20 },
    {
      title: t('advice.heading'),
      description: t('advice.chart.front', { names: names.join(t('advice.list.figures')) }),
    },
    key(t),
    ...panels,
  );
}

function key(t: Translator<TextKey>): string {
  const entries: readonly [string, Readonly<Record<string, string | number>>][] = [
    [t('advice.chart.here'), { fill: HERE }],
    [t('advice.chart.add'), { fill: ADDABLE }],
    [t('advice.chart.large'), { fill: '#ffffff', stroke: ADDABLE, 'stroke-width': 2 }],
  ];
  return entries
    .map(([text, style], index) => {
      const x = 28 + index * 160;
      return tag('circle', { cx: x, cy: 54, r: RADIUS, ...style }) + label(x + 14, 58, text, { fill: FAINT });
    })
    .join('');
}

function drawPanel(panel: Panel, axis: CandidateAxis, frame: Frame, t: Translator<TextKey>): string {
  return [
    label(20, frame.top - 18, t(axis.title), { 'font-weight': 600 }),
    grid(panel, frame, t(axis.unit)),
    tag('path', { d: panel.front, fill: 'none', stroke: INK, 'stroke-width': 1.5, 'stroke-dasharray': '5 3' }),
    ...panel.points.map(dot),
    ...panel.labels.map(({ x, y, text, point: { onFront } }) =>
      label(x, y, text, { 'font-size': 12, 'font-weight': onFront ? 600 : 400, ...HALO }),
    ),
  ].join('\n');
}

function grid({ vertical, horizontal }: Panel, { left, right, top, bottom }: Frame, unit: string): string {
  const small = { 'font-size': 12, fill: FAINT };
  return [
    ...vertical.map(
      ({ at, text }) =>
        line([at, top], [at, bottom], { stroke: GRID }) +
        label(at, bottom + 18, text, { 'text-anchor': 'middle', ...small }),
    ),
    ...horizontal.map(
      ({ at, text }) =>
        line([left, at], [right, at], { stroke: GRID }) +
        label(left - 8, at + 4, text, { 'text-anchor': 'end', ...small }),
    ),
    label((left + right) / 2, bottom + 38, unit, { 'text-anchor': 'middle', ...small }),
  ].join('');
}

function dot({ candidate: { installed, fits_worker }, x, y }: Point): string {
  const colour = installed ? HERE : ADDABLE;
  const style = fits_worker ? { fill: colour } : { fill: '#ffffff', stroke: colour, 'stroke-width': 2 };
  return tag('circle', { cx: x, cy: y, r: RADIUS, ...style });
}
