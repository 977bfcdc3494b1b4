import type { Scale } from '../../../src/web/charts/scale.ts';
import { FAINT, GRID, label, line, tag } from '../../../src/web/charts/svg.ts';

/** A rectangle in which curves are drawn, in pixels from the upper left corner of the drawing. */
export interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export type Point = readonly [x: number, y: number];

/** Small text that matters less than what it explains. */
export const SMALL = { 'font-size': 12, fill: FAINT };

/**
 * Lines of a chart. Colours stay apart for colour-blind readers (M. Okabe and K. Ito, https://jfly.uni-koeln.de/color/), and
 * the lines also differ in their dashes.
 */
const LINES = [
  { colour: '#0072b2', dash: 'none' },
  { colour: '#d55e00', dash: '7 3' },
  { colour: '#007a59', dash: '2 3' },
  { colour: '#a3508a', dash: '9 3 2 3' },
] as const;

/** The line of the curve of this index. */
export function lineOf(index: number): (typeof LINES)[number] {
  return LINES[index % LINES.length] ?? LINES[0];
}

/** Grid lines across an area, each with a text below it. */
export function xAxis(x: Scale, { top, bottom }: Area, text: (tick: number, isLast: boolean) => string): string[] {
  return x.ticks.map((tick, index) => {
    const at = x.at(tick);
    return [
      line([at, top], [at, bottom], { stroke: GRID }),
      label(at, bottom + 18, text(tick, index === x.ticks.length - 1), { 'text-anchor': 'middle', ...SMALL }),
    ].join('');
  });
}

/** Grid lines across an area, each with a text to its left. */
export function yAxis(
  y: Scale,
  { left, right }: Area,
  text: (tick: number) => string,
  ticks: readonly number[] = y.ticks,
): string[] {
  return ticks.map((tick) => {
    const at = y.at(tick);
    return [
      line([left, at], [right, at], { stroke: GRID }),
      label(left - 8, at + 4, text(tick), { 'text-anchor': 'end', ...SMALL }),
    ].join('');
  });
}

/** A line from point to point; nothing to see where there are no points. */
export function curve(points: readonly Point[], attributes: Readonly<Record<string, string | number>>): string {
  const path = points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`);
  return tag('path', { d: path.join('') || 'M0 0', fill: 'none', ...attributes });
}

/** The figure of a point beside it: to the right and below, or to the left and above. */
export function mark([x, y]: Point, text: string, colour: string, isBelow: boolean): string {
  return label(x + (isBelow ? 8 : -8), y + (isBelow ? 15 : -6), text, {
    'text-anchor': isBelow ? 'start' : 'end',
    'font-size': 12,
    fill: colour,
    // A white outline keeps the text legible on lines.
    stroke: '#ffffff',
    'stroke-width': 4,
    'paint-order': 'stroke',
  });
}
