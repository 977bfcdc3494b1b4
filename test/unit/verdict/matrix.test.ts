import { describe, expect, it } from 'vitest';

import { affine, weightedRows } from '../../../src/verdict/matrix.ts';

/** `[rows, columns]` of whole numbers, so that every sum is exact. */
function matrixOf(rows: number, columns: number): Float32Array {
  return Float32Array.from({ length: rows * columns }, (_, at) => ((at * 7) % 11) - 5);
}

describe.each([1, 2, 3, 4, 5, 7, 8])('with %i rows', (rows) => {
  const columns = 3;
  const matrix = matrixOf(rows, columns);
  const at = (row: number, column: number): number => matrix[row * columns + column] ?? NaN;

  it('affine is the naive sum', () => {
    const vector = Float64Array.of(2, -1, 3);
    const bias = Float32Array.from({ length: rows }, (_, row) => row);
    const expected = Array.from(bias, (start, row) => start + 2 * at(row, 0) - at(row, 1) + 3 * at(row, 2));
    expect([...affine(matrix, vector, bias)]).toEqual(expected);
  });

  it('weightedRows is the naive sum, whichever factors are 0', () => {
    for (const zeros of [0, 1, rows]) {
      const factors = Float64Array.from({ length: rows }, (_, row) => (row < zeros ? 0 : row + 1));
      const expected = [0, 1, 2].map((column) =>
        factors.reduce((sum, factor, row) => sum + factor * at(row, column), 0),
      );
      expect([...weightedRows(factors, matrix, columns)]).toEqual(expected);
    }
  });
});
