import type { Candidate } from '../../catalogue/advice/candidate.ts';
import { linearScale, logScale } from './scale.ts';

/** A candidate of a panel. */
export interface Point {
  readonly candidate: Candidate;
  readonly x: number;
  readonly y: number;
  /** Its value on the axis to the right. */
  readonly value: number;
  /** Whether no other candidate is better on the two axes of the panel. */
  readonly onFront: boolean;
}

/** A line of text at its base line. */
export interface Label {
  readonly point: Point;
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** A line of the grid with what stands at its end. */
interface Tick {
  readonly at: number;
  readonly text: string;
}

/** A scatter chart of candidates, laid out. */
export interface Panel {
  readonly points: readonly Point[];
  /** The Pareto front as steps, as `d` of a path: each point is the best one up to the next point. */
  readonly front: string;
  readonly labels: readonly Label[];
  readonly vertical: readonly Tick[];
  readonly horizontal: readonly Tick[];
}

/** Where a panel draws, in pixels, and how large what it draws is. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly radius: number;
  /** Approximate width of a letter, and height of a line. */
  readonly letter: number;
  readonly line: number;
}

/**
 * Lays out accuracy against another axis, of which less is better.
 * @param candidates those that have no value are left out
 * @param textOf what stands beside a point; empty for nothing
 * @returns null if no candidate is left
 */
export function layOutPanel(
  candidates: readonly Candidate[],
  valueOf: (candidate: Candidate) => number | null,
  textOf: (candidate: Candidate) => string,
  frame: Frame,
): Panel | null {
  const { left, right, top, bottom } = frame;
  const shown = candidates.flatMap((candidate) => {
    const value = valueOf(candidate);
    return value === null || candidate.top1 === null ? [] : [{ candidate, value, top1: candidate.top1 }];
  });
  if (shown.length === 0) return null;
  const values = shown.map(({ value }) => value);
  const across = logScale([Math.min(...values), Math.max(...values)], [left, right]);
  const low = Math.floor((Math.min(...shown.map(({ top1 }) => top1)) - 6) / 5) * 5;
  const range = linearScale(Math.max(...shown.map(({ top1 }) => top1)) + 1 - low, [bottom, top]);
  const points = shown.map(({ candidate, value, top1 }): Point => ({
    candidate,
    value,
    x: across.at(value),
    y: range.at(top1 - low),
    onFront: !shown.some(
      (other) => other.value <= value && other.top1 >= top1 && (other.value < value || other.top1 > top1),
    ),
  }));
  return {
    points,
    front: stepsThrough(points.filter(({ onFront }) => onFront)),
    labels: placeLabels(points, textOf, frame),
    vertical: across.ticks.map((tick) => ({ at: across.at(tick), text: String(tick) })),
    horizontal: range.ticks.map((tick) => ({ at: range.at(tick), text: String(low + tick) })),
  };
}

function stepsThrough(points: readonly Point[]): string {
  return points
    .toSorted((a, b) => a.x - b.x)
    .map(({ x, y }, index) => (index === 0 ? `M${x.toFixed(1)} ${y.toFixed(1)}` : `H${x.toFixed(1)}V${y.toFixed(1)}`))
    .join('');
}

/** Texts to the right of their points; moved if they would cover each other or a point. */
function placeLabels(points: readonly Point[], textOf: (candidate: Candidate) => string, frame: Frame): Label[] {
  const { radius, letter, line, bottom } = frame;
  const taken = points.map(({ x, y }): Box => ({
    left: x - radius,
    top: y - radius,
    width: 2 * radius,
    height: 2 * radius,
  }));
  return points
    .toSorted((a, b) => a.y - b.y)
    .flatMap((point) => {
      const text = textOf(point.candidate);
      if (text === '') return [];
      const [left, width] = [point.x + radius + 5, text.length * letter];
      const box = placesFrom(point.y, bottom, line)
        .map((top): Box => ({ left, top, width, height: line }))
        .find((place) => !taken.some((other) => overlap(other, place))) ?? { left, top: bottom, width, height: line };
      taken.push(box);
      return [{ point, text, x: box.left, y: box.top + line - 4 }];
    });
}

/** Tops that a text may have, the best first: just below its point, beside it, above it, and then further down or up. */
function placesFrom(y: number, bottom: number, line: number): number[] {
  const down = Array.from({ length: Math.max(0, Math.ceil((bottom - line - y) / 2)) }, (_, step) => y + 2 * step);
  const up = Array.from({ length: 2 * line }, (_, step) => y - line - 2 * step);
  return [y - 1, y - line / 2, y - line - 1, ...down, ...up];
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
