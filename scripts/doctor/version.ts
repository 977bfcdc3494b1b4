/** The numbers of a version, without what stands behind them: `4.164.0` or `v24.21.0-rc.1`. */
export function numbersOf(version: string): number[] {
  return Array.from(version.replace(/[-+].*$/, '').matchAll(/\d+/g), ([digits]) => Number(digits));
}

/** Whether a version comes before another one. */
export function isOlder(version: string, than: string): boolean {
  const [numbers, others] = [numbersOf(version), numbersOf(than)];
  const at = others.findIndex((number, index) => (numbers[index] ?? 0) !== number);
  return at >= 0 && (numbers[at] ?? 0) < (others[at] ?? 0);
}
