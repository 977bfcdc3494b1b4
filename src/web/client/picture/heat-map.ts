import { cellPosition, valueAt } from '../../../verdict/upsample.ts';
import type { Explanation } from '../../../contract/explanation.ts';
import { canvasContext } from './prepared-picture.ts';

/** Width and height of the drawn map in pixels; the canvas smooths it when scaling it up. */
const SIDE = 112;

/** Matplotlib's inferno at equal steps (https://bids.github.io/colormap/). */
const INFERNO = [
  [0, 0, 4],
  [66, 10, 104],
  [147, 38, 103],
  [221, 81, 58],
  [252, 165, 10],
  [252, 255, 164],
] as const;

/** Opacity of the black over the part of the picture that the model does not see. */
const DIMMED = 0.5;

/**
 * Draws a picture and a heat map over it: warm colours and opaque at the evidence for the class, transparent elsewhere.
 * @param preview the upright picture
 * @param photo size of the upright picture at the server; the map's region is in its pixels
 * @param strength opacity of the map at the value 1
 */
export function drawHeatMap(
  canvas: HTMLCanvasElement,
  preview: HTMLCanvasElement,
  photo: { readonly width: number; readonly height: number },
  { map, region }: Pick<Explanation, 'map' | 'region'>,
  strength: number,
): void {
  const context = canvasContext(canvas);
  context.drawImage(preview, 0, 0);
  const [across, down] = [canvas.width / photo.width, canvas.height / photo.height];
  const seen = [region.left * across, region.top * down, region.width * across, region.height * down] as const;
  context.beginPath();
  context.rect(0, 0, canvas.width, canvas.height);
  context.rect(...seen);
  context.fillStyle = `rgb(0 0 0 / ${DIMMED * strength})`;
  context.fill('evenodd');
  context.globalAlpha = strength;
  context.imageSmoothingQuality = 'high';
  context.drawImage(colouredMap(map), ...seen);
  context.globalAlpha = 1;
}

function colouredMap(map: Explanation['map']): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIDE;
  const image = new ImageData(SIDE, SIDE);
  for (let y = 0; y < SIDE; y++) {
    const row = cellPosition(y, 0, SIDE, map.height);
    for (let x = 0; x < SIDE; x++) {
      const column = cellPosition(x, 0, SIDE, map.width);
      if (row === undefined || column === undefined) continue;
      const value = valueAt(map, column, row);
      image.data.set([...colourOf(value), 255 * value], 4 * (y * SIDE + x));
    }
  }
  canvasContext(canvas).putImageData(image, 0, 0);
  return canvas;
}

function colourOf(value: number): number[] {
  const at = Math.min(value, 1) * (INFERNO.length - 1);
  const [below, above] = [INFERNO[Math.floor(at)], INFERNO[Math.ceil(at)]];
  if (below === undefined || above === undefined) return [0, 0, 0];
  return below.map((channel, i) => channel + ((above[i] ?? 0) - channel) * (at % 1));
}
