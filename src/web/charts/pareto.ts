import type { Candidate } from '../../catalogue/advice/candidate.ts';
import { paretoFront } from '../../catalogue/advice/pareto.ts';
import type { Translator, TextKey } from '../../i18n/texts.ts';
import { linearScale, logScale, type Scale } from './scale.ts';
import { drawing, FAINT, GRID, INK, label, line, tag } from './svg.ts';

/** Two charts, one above the other, so that labels have room on a phone, too. */
const [WIDTH, LEFT, RIGHT] = [760, 64, 170];
const [TOP, HEIGHT, BETWEEN] = [112, 300, 92];
const RADIUS = 7;
/** Approximate width of a letter and height of a line, for text of 12 pixels. */
const [LETTER, HIGH] = [6.6, 16];
/** Keeps names legible where lines run behind them. */
const HALO = { stroke: '#ffffff', 'stroke-width': 4, 'stroke-linejoin': 'round', 'paint-order': 'stroke' };

/** From the palette by M. Okabe and K. Ito, which colour-blind readers can tell apart. */
const [HERE, ADDABLE] = ['#0072b2', '#d55e00'];

interface Axis {
  readonly title: TextKey;
  readonly unit: TextKey;
  readonly of: (candidate: Candidate) => number | null;
}

const AXES: readonly Axis[] = [
  { title: 'advice.chart.speed', unit: 'advice.chart.ms', of: ({ warm_ms }) => warm_ms },
  { title: 'advice.chart.size', unit: 'advice.chart.mib', of: ({ bytes }) => bytes / 2 ** 20 },
];

interface Point {
  readonly candidate: Candidate;
  readonly x: number;
  readonly y: number;
  readonly onFront: boolean;
}

/**
 * Two scatter charts of the candidates: accuracy against speed, and accuracy against size, each with the Pareto front of its
 * two axes.
 * @returns an SVG document
 */
export function paretoChart(candidates: readonly Candidate[], t: Translator<TextKey>): string {
  const known = candidates.filter(({ top1 }) => top1 !== null);
  const names = paretoFront(candidates).map(({ name }) => name);
  const panels = AXES.map((axis, index) => panel(known, axis, TOP + index * (HEIGHT + BETWEEN), t));
  return drawing(
    { width: WIDTH, height: TOP + AXES.length * (HEIGHT + BETWEEN) - 20 },
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

function panel(candidates: readonly Candidate[], axis: Axis, top: number, t: Translator<TextKey>): string {
  const shown = candidates.flatMap((candidate) => {
    const value = axis.of(candidate);
    return value === null ? [] : [{ candidate, value, top1: candidate.top1 ?? 0 }];
  });
  if (shown.length === 0) return '';
  const bottom = top + HEIGHT;
  const values = shown.map(({ value }) => value);
  const across = logScale([Math.min(...values), Math.max(...values)], [LEFT, WIDTH - RIGHT]);
  const low = Math.floor((Math.min(...shown.map(({ top1 }) => top1)) - 6) / 5) * 5;
  const range = linearScale(Math.max(...shown.map(({ top1 }) => top1)) + 1 - low, [bottom, top]);
  const y = (top1: number): number => range.at(top1 - low);
  const points = shown.map(({ candidate, value, top1 }): Point => ({
    candidate,
    x: across.at(value),
    y: y(top1),
    onFront: !shown.some(
      (other) => other.value <= value && other.top1 >= top1 && (other.value < value || other.top1 > top1),
    ),
  }));
  return [
    label(20, top - 18, t(axis.title), { 'font-weight': 600 }),
    grid(across, range, low, [top, bottom], t(axis.unit)),
    front(points),
    ...points.map(dot),
    ...labels(points, bottom),
  ].join('\n');
}

function grid(
  across: Scale,
  range: Scale,
  low: number,
  [top, bottom]: readonly [number, number],
  unit: string,
): string {
  const vertical = across.ticks.map(
    (tick) =>
      line([across.at(tick), top], [across.at(tick), bottom], { stroke: GRID }) +
      label(across.at(tick), bottom + 18, String(tick), { 'text-anchor': 'middle', 'font-size': 12, fill: FAINT }),
  );
  const horizontal = range.ticks.map(
    (tick) =>
      line([LEFT, range.at(tick)], [WIDTH - RIGHT, range.at(tick)], { stroke: GRID }) +
      label(LEFT - 8, range.at(tick) + 4, `${low + tick}`, { 'text-anchor': 'end', 'font-size': 12, fill: FAINT }),
  );
  return [
    ...vertical,
    ...horizontal,
    label((LEFT + WIDTH - RIGHT) / 2, bottom + 38, unit, { 'text-anchor': 'middle', 'font-size': 12, fill: FAINT }),
  ].join('');
}

/** The Pareto front as steps: each point is the best one up to the next point. */
function front(points: readonly Point[]): string {
  const sorted = points.filter(({ onFront }) => onFront).sort((a, b) => a.x - b.x);
  const path = sorted.map(({ x, y }, index) =>
    index === 0 ? `M${x.toFixed(1)} ${y.toFixed(1)}` : `H${x.toFixed(1)}V${y.toFixed(1)}`,
  );
  return tag('path', { d: path.join(''), fill: 'none', stroke: INK, 'stroke-width': 1.5, 'stroke-dasharray': '5 3' });
}

function dot({ candidate: { installed, fits_worker }, x, y }: Point): string {
  const colour = installed ? HERE : ADDABLE;
  const style = fits_worker ? { fill: colour } : { fill: '#ffffff', stroke: colour, 'stroke-width': 2 };
  return tag('circle', { cx: x, cy: y, r: RADIUS, ...style });
}

/** Names to the right of their points; moved if they would cover each other or a point. */
function labels(points: readonly Point[], bottom: number): string[] {
  const taken = points.map(({ x, y }): Box => ({
    left: x - RADIUS,
    top: y - RADIUS,
    width: 2 * RADIUS,
    height: 2 * RADIUS,
  }));
  return points
    .toSorted((a, b) => a.y - b.y)
    .map(({ candidate, x, y, onFront }) => {
      const name = nameOf(candidate);
      const [left, width] = [x + RADIUS + 5, name.length * LETTER];
      const box = placesFrom(y, bottom)
        .map((top): Box => ({ left, top, width, height: HIGH }))
        .find((place) => !taken.some((other) => overlap(other, place))) ?? { left, top: bottom, width, height: HIGH };
      taken.push(box);
      return label(box.left, box.top + 12, name, { 'font-size': 12, 'font-weight': onFront ? 600 : 400, ...HALO });
    });
}

/** Tops that a name may have, the best first: just below its point, beside it, above it, and then further down or up. */
function placesFrom(y: number, bottom: number): number[] {
  const down = Array.from({ length: Math.max(0, Math.ceil((bottom - HIGH - y) / 2)) }, (_, step) => y + 2 * step);
  const up = Array.from({ length: 2 * HIGH }, (_, step) => y - HIGH - 2 * step);
  return [y - 1, y - HIGH / 2, y - HIGH - 1, ...down, ...up];
}

/** Installed models have names of their own; for the others, the architecture without the tag of the weights is enough. */
function nameOf({ installed, name, architecture }: Candidate): string {
  return installed ? name : architecture;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height;
}
