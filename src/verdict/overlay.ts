import { interpolateInferno } from 'd3-scale-chromatic';

import type { HeatMap } from './gradcam.ts';
import { dotsOf, dotWidth } from './glyphs.ts';
import { place, valueAt } from './upsample.ts';

/** 8-bit RGB, row-major, three bytes a pixel. */
export interface Rgb {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A part of a picture, in its pixels. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A heat map, and the part of the picture that the model saw. */
export interface Panel {
  readonly map: HeatMap;
  readonly region: Region;
}

/** Part of the colour in what is seen; the rest is the picture. */
const OPACITY = 0.6;
/** How bright the picture is where the model saw nothing of it. */
const DIMMED = 0.4;
/** Pixels between panels, and around the legend. */
const GAP = 8;
const BAR = 10;
/** Pixels of one dot of a number. */
const DOT = 2;
const LEGEND = 3 * GAP + BAR + 5 * DOT;
const WHITE = 255;
const BLACK = 0;

/** Matplotlib's inferno, whose steps look equally large (https://bids.github.io/colormap/). */
function inferno(): Uint8Array {
  const colours = Array.from({ length: 256 }, (_, index) => interpolateInferno(index / 255));
  return Uint8Array.from(colours.flatMap((hex) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))));
}

/** Height and width of what {@link overlay} draws, in pixels. */
export function overlaySize({ width, height }: Omit<Rgb, 'data'>, panels: number): { width: number; height: number } {
  return { width: panels * width + (panels - 1) * GAP, height: height + LEGEND };
}

/**
 * Lays heat maps over a picture, one beside the other, with a legend from 0 to 1 below. The picture is grey, so that all
 * colour is the map's; where the model saw nothing of it, it is dark.
 */
export function overlay(picture: Rgb, panels: readonly Panel[]): Rgb {
  const { width, height } = overlaySize(picture, panels.length);
  const canvas = { width, height, data: new Uint8Array(3 * width * height).fill(WHITE) };
  const colours = inferno();
  panels.forEach((panel, index) => {
    drawPanel(canvas, picture, panel, colours, index * (picture.width + GAP));
  });
  drawLegend(canvas, colours, picture.height);
  return canvas;
}

function drawPanel(canvas: Rgb, picture: Rgb, { map, region }: Panel, colours: Uint8Array, left: number): void {
  const columns = Array.from({ length: picture.width }, (_, x) => place(x, region.left, region.width, map.width));
  for (let y = 0; y < picture.height; y++) {
    const row = place(y, region.top, region.height, map.height);
    let from = 3 * y * picture.width;
    let to = 3 * (y * canvas.width + left);
    for (const column of columns) {
      const { data } = picture;
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
