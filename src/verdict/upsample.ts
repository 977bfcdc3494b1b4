import type { HeatMap } from '../contract/job.ts';

/** A pixel's position between two cells of a map: `fraction` of the way from the first to the second. */
interface CellPosition {
  readonly first: number;
  readonly second: number;
  readonly fraction: number;
}

/**
 * A pixel's position in a map, along one side.
 * @param start first pixel that the map covers
 * @param length number of pixels that the map covers
 * @param cells of the map along that side
 * @returns undefined when the map does not cover the pixel
 */
export function cellPosition(pixel: number, start: number, length: number, cells: number): CellPosition | undefined {
  const position = (pixel + 0.5 - start) / length;
  if (position < 0 || position > 1) return undefined;
  // A cell's value is that of its centre. Beyond the centres of the outer cells it stays the same.
  const cell = Math.min(cells - 1, Math.max(0, position * cells - 0.5));
  const first = Math.floor(cell);
  return { first, second: Math.min(cells - 1, first + 1), fraction: cell - first };
}

/** The value of a map at a position, by bilinear interpolation. */
export function valueAt(
  { width, values }: Pick<HeatMap, 'width' | 'values'>,
  column: CellPosition,
  row: CellPosition,
): number {
  const rowValue = (y: number): number => {
    const [a = 0, b = 0] = [values[y * width + column.first], values[y * width + column.second]];
    return a + (b - a) * column.fraction;
  };
  const [above, below] = [rowValue(row.first), rowValue(row.second)];
  return above + (below - above) * row.fraction;
}

/**
 * Scales a map to the size of a model's input, bilinearly as it is drawn.
 * @returns `[height, width]`, row by row
 */
export function upsample(map: HeatMap, height: number, width: number): Float64Array {
  const positions = (length: number, cells: number): CellPosition[] =>
    Array.from({ length }, (_, pixel) => cellPosition(pixel, 0, length, cells)).filter((found) => found !== undefined);
  const columns = positions(width, map.width);
  return Float64Array.from(
    positions(height, map.height).flatMap((row) => columns.map((column) => valueAt(map, column, row))),
  );
}
