/** Mean and largest absolute difference of two pictures, in units of 1/255. */
export function difference(a: Uint8Array, b: Uint8Array): { mean: number; max: number } {
  if (a.length !== b.length || a.length === 0) throw new Error(`${a.length} and ${b.length} bytes cannot be compared`);
  let sum = 0;
  let max = 0;
  a.forEach((value, i) => {
    const apart = Math.abs(value - (b[i] ?? 0));
    sum += apart;
    max = Math.max(max, apart);
  });
  return { mean: sum / a.length, max };
}
