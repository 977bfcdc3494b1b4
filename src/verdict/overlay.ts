import { interpolateInferno } from 'd3-scale-chromatic';

import type { HeatMap } from '../contract/job.ts';
import { cellPosition, valueAt } from './upsample.ts';

/** 8-bit RGB, row-major, three bytes a pixel. */
export interface Rgb {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A rectangle of an image, in its pixels. */
interface Region {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A heat map, and the part of the image that the model saw. */
interface PlacedMap {
  readonly map: HeatMap;
  readonly region: Region;
}

/** Opacity of the map's colours over the image. */
const OPACITY = 0.6;
/** Brightness of the image outside of the region that the model saw. */
const DIMMED = 0.4;
/** Pixels between the maps, and around the legend. */
const GAP = 8;
/** Height of the legend's colour bar, in pixels. */
const BAR = 10;
/** Side of a dot of the legend's digits, in pixels. */
const DOT = 2;
const LEGEND = 3 * GAP + BAR + 5 * DOT;
const WHITE = 255;
const BLACK = 0;

/** Matplotlib's inferno, whose steps look equally large (https://bids.github.io/colormap/). */
function inferno(): Uint8Array {
  const colours = Array.from({ length: 256 }, (_, index) => interpolateInferno(index / 255));
  return Uint8Array.from(colours.flatMap((hex) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))));
}

/** Height and width of the image that {@link overlay} returns, in pixels. */
export function overlaySize({ width, height }: Omit<Rgb, 'data'>, maps: number): { width: number; height: number } {
  return { width: maps * width + (maps - 1) * GAP, height: height + LEGEND };
}

/**
 * Draws heat maps over an image, side by side, with a legend from 0 to 1 below. The image is grey, so that all colours are
 * the map's, and dark outside of the region that the model saw.
 */
export function overlay(image: Rgb, maps: readonly PlacedMap[]): Rgb {
  const { width, height } = overlaySize(image, maps.length);
  const canvas = { width, height, data: new Uint8Array(3 * width * height).fill(WHITE) };
  const colours = inferno();
  maps.forEach((map, index) => {
    drawMap(canvas, image, map, colours, index * (image.width + GAP));
  });
  drawLegend(canvas, colours, image.height);
  return canvas;
}

function drawMap(canvas: Rgb, image: Rgb, { map, region }: PlacedMap, colours: Uint8Array, left: number): void {
  const columns = Array.from({ length: image.width }, (_, x) => cellPosition(x, region.left, region.width, map.width));
  for (let y = 0; y < image.height; y++) {
    const row = cellPosition(y, region.top, region.height, map.height);
    let from = 3 * y * image.width;
    let to = 3 * (y * canvas.width + left);
    for (const column of columns) {
      const { data } = image;
      // Rec. 709 luma.
      const grey = 0.2126 * (data[from] ?? 0) + 0.7152 * (data[from + 1] ?? 0) + 0.0722 * (data[from + 2] ?? 0);
      from += 3;
      const colour = row && column ? 3 * Math.round(255 * valueAt(map, column, row)) : undefined;
      for (let channel = 0; channel < 3; channel++) {
        canvas.data[to++] =
          colour === undefined ? DIMMED * grey : (1 - OPACITY) * grey + OPACITY * (colours[colour + channel] ?? 0);
      }
    }
  }
}

function drawLegend(canvas: Rgb, colours: Uint8Array, top: number): void {
  const length = Math.max(1, canvas.width - 2 * GAP);
  const paint = (x: number, y: number, rgb: readonly number[]): void => {
    if (x < canvas.width) canvas.data.set(rgb, 3 * (y * canvas.width + x));
  };
  for (let i = 0; i < length; i++) {
    const colour = 3 * Math.round((255 * i) / length);
    for (let y = 0; y < BAR; y++) paint(GAP + i, top + GAP + y, [...colours.subarray(colour, colour + 3)]);
  }
  for (const [text, part] of [
    ['0', 0],
    ['0.5', 0.5],
    ['1', 1],
  ] as const) {
    const left = Math.round(GAP + part * (length - DOT * dotWidth(text)));
    for (const [x, y] of dotsOf(text)) {
      for (let dot = 0; dot < DOT * DOT; dot++) {
        paint(left + DOT * x + (dot % DOT), top + 2 * GAP + BAR + DOT * y + Math.floor(dot / DOT), [
          BLACK,
          BLACK,
          BLACK,
        ]);
      }
    }
  }
}

/** The characters of the legend, five rows of three dots. */
const GLYPHS: Readonly<Record<string, readonly string[]>> = {
  '0': ['###', '#.#', '#.#', '#.#', '###'],
  '1': ['.#.', '##.', '.#.', '.#.', '###'],
  '5': ['###', '#..', '###', '..#', '###'],
  '.': ['...', '...', '...', '...', '.#.'],
};

const GLYPH_WIDTH = 3;

/** The dots of a text in {@link GLYPHS}, as `[x, y]` from its top left corner. */
function dotsOf(text: string): [x: number, y: number][] {
  return Array.from(text).flatMap((letter, index) =>
    (GLYPHS[letter] ?? []).flatMap((row, y) =>
      Array.from(row).flatMap((dot, x): [number, number][] =>
        dot === '#' ? [[index * (GLYPH_WIDTH + 1) + x, y]] : [],
      ),
    ),
  );
}

/** Width of a text, in dots. */
function dotWidth(text: string): number {
  return text.length * (GLYPH_WIDTH + 1) - 1;
}
