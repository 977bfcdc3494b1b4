import type { HeatMap } from './gradcam.ts';

/** Between which two cells of a map a pixel lies, and how far from the first to the second. */
export interface Place {
  readonly first: number;
  readonly second: number;
  readonly part: number;
}

/**
 * Where along a side a pixel lies in a map.
 * @param start of what the map covers, and its `length`, in pixels
 * @param cells of the map along that side
 * @returns undefined outside of what the map covers
 */
export function place(pixel: number, start: number, length: number, cells: number): Place | undefined {
  const position = (pixel + 0.5 - start) / length;
  if (position < 0 || position > 1) return undefined;
  // The value of a cell is that of its middle; at the edges it is carried on.
  const cell = Math.min(cells - 1, Math.max(0, position * cells - 0.5));
  const first = Math.floor(cell);
  return { first, second: Math.min(cells - 1, first + 1), part: cell - first };
}

/** What a map has at a place, bilinear. */
export function valueAt({ width, values }: Pick<HeatMap, 'width' | 'values'>, column: Place, row: Place): number {
  const rowValue = (y: number): number => {
    const [a = 0, b = 0] = [values[y * width + column.first], values[y * width + column.second]];
    return a + (b - a) * column.part;
  };
  const [above, below] = [rowValue(row.first), rowValue(row.second)];
  return above + (below - above) * row.part;
}

/**
 * A map in the size of a model's input, bilinear as it is drawn.
 * @returns `[height, width]`, row by row
 */
export function upsample(map: HeatMap, height: number, width: number): Float64Array {
  const placesOf = (length: number, cells: number): Place[] =>
    Array.from({ length }, (_, pixel) => place(pixel, 0, length, cells)).filter((found) => found !== undefined);
  const columns = placesOf(width, map.width);
  return Float64Array.from(
    placesOf(height, map.height).flatMap((row) => columns.map((column) => valueAt(map, column, row))),
  );
}
