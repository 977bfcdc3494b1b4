/*
 * Four rows at once: each value of the vector is read once for four products, which is several times as fast in V8. The
 * inner loops are functions of their own, because V8 compiles a function that is called often sooner than a loop that runs
 * long: the first heat map of a process takes a fraction of the time.
 */

type Four = readonly [number, number, number, number];

/**
 * A matrix times a vector, plus another vector.
 * @param matrix `[rows, columns]`, row by row
 * @param vector `[columns]`
 * @param bias `[rows]`
 * @returns `[rows]`
 */
export function affine(matrix: Float32Array, vector: Float64Array, bias: Float32Array): Float64Array {
  const result = new Float64Array(bias.length);
  const last = bias.length - 1;
  for (let row = 0; row <= last; row += 4) {
    // The last group of four repeats the last row.
    const rows: Four = [row, Math.min(row + 1, last), Math.min(row + 2, last), Math.min(row + 3, last)];
    const products = fourProducts(matrix, rows, vector);
    for (let index = 0; index < 4 && row + index <= last; index++) {
      result[row + index] = (products[index] ?? NaN) + (bias[row + index] ?? NaN);
    }
  }
  return result;
}

/**
 * A vector times a matrix. Rows whose factor is 0 cost nothing.
 * @param factors `[rows]`
 * @param matrix `[rows, columns]`, row by row
 * @returns `[columns]`
 */
export function weightedRows(factors: Float64Array, matrix: Float32Array, columns: number): Float64Array {
  const used = Uint32Array.from(factors.keys()).filter((row) => factors[row] !== 0);
  const result = new Float64Array(columns);
  // The last group of four is filled with the first row, times 0.
  const rowAt = (index: number): number => used[index] ?? 0;
  const factorAt = (index: number): number => (index < used.length ? (factors[rowAt(index)] ?? NaN) : 0);
  for (let at = 0; at < used.length; at += 4) {
    addFourRows(result, [factorAt(at), factorAt(at + 1), factorAt(at + 2), factorAt(at + 3)], matrix, [
      rowAt(at),
      rowAt(at + 1),
      rowAt(at + 2),
      rowAt(at + 3),
    ]);
  }
  return result;
}

/** The scalar products of four rows with a vector. */
function fourProducts(matrix: Float32Array, rows: Four, vector: Float64Array): Four {
  const columns = vector.length;
  const [a, b, c, d] = [rows[0] * columns, rows[1] * columns, rows[2] * columns, rows[3] * columns];
  let [sumA, sumB, sumC, sumD] = [0, 0, 0, 0];
  for (let k = 0; k < columns; k++) {
    const value = vector[k] ?? NaN;
    sumA += (matrix[a + k] ?? NaN) * value;
    sumB += (matrix[b + k] ?? NaN) * value;
    sumC += (matrix[c + k] ?? NaN) * value;
    sumD += (matrix[d + k] ?? NaN) * value;
  }
  return [sumA, sumB, sumC, sumD];
}

/** Adds four rows to a vector, each times a factor. */
function addFourRows(to: Float64Array, [byA, byB, byC, byD]: Four, matrix: Float32Array, rows: Four): void {
  const columns = to.length;
  const [a, b, c, d] = [rows[0] * columns, rows[1] * columns, rows[2] * columns, rows[3] * columns];
  for (let k = 0; k < columns; k++) {
    to[k] =
      (to[k] ?? NaN) +
      byA * (matrix[a + k] ?? NaN) +
      byB * (matrix[b + k] ?? NaN) +
      byC * (matrix[c + k] ?? NaN) +
      byD * (matrix[d + k] ?? NaN);
  }
}
