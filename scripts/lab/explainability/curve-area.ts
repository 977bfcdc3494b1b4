/**
 * Area under a curve over [0, 1] by the trapezoid rule.
 * @param values at equal distances from 0 to 1, at least two
 */
export function curveArea(values: readonly number[]): number {
  const ends = ((values[0] ?? NaN) + (values.at(-1) ?? NaN)) / 2;
  return (values.reduce((sum, value) => sum + value, 0) - ends) / (values.length - 1);
}
