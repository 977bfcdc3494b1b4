import type { Translator } from './texts.ts';

const MIB = 1024 * 1024;

/** A number as the language writes it. */
export function formatNumber(t: Translator, value: number, digits = 0): string {
  return new Intl.NumberFormat(t.language, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);
}

/** A measured number with three significant digits; measurements are not more precise. */
export function formatRounded(t: Translator, value: number): string {
  // Intl rounds the decimal representation: it would round 81.55 up, although its binary value is 81.549... .
  const rounded = Number(value.toPrecision(3));
  return new Intl.NumberFormat(t.language, { maximumSignificantDigits: 3, useGrouping: false }).format(rounded);
}

/** An amount of US dollars with its cents. */
export function formatDollars(t: Translator, amount: number): string {
  return new Intl.NumberFormat(t.language, { style: 'currency', currency: 'USD' }).format(amount);
}

/** Bytes in the unit that suits them: `512 B`, `34.5 KiB`, `20.2 MiB`. */
export function formatBytes(t: Translator, bytes: number): string {
  if (bytes < 1024) return `${formatNumber(t, bytes)} B`;
  if (bytes < MIB) return `${formatNumber(t, bytes / 1024, bytes < 100 * 1024 ? 1 : 0)} KiB`;
  return `${formatNumber(t, bytes / MIB, bytes < 100 * MIB ? 1 : 0)} MiB`;
}

/** Bytes in MiB with a tenth, for what is compared with its neighbours: `20.2 MiB`. */
export function formatMebibytes(t: Translator, bytes: number): string {
  return `${formatNumber(t, bytes / MIB, 1)} MiB`;
}

/** Milliseconds without a unit; with tenths below 10 ms if the clock has them. */
export function formatMilliseconds(t: Translator, ms: number): string {
  return formatNumber(t, ms, ms < 10 && !Number.isInteger(ms) ? 1 : 0);
}

/** A share in [0, 1] as percent: `76.5 %`, `< 0.1 %`. */
export function formatPercent(t: Translator, share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.05) return `< ${formatNumber(t, 0.1, 1)} %`;
  return `${formatNumber(t, percent, percent < 99.95 ? 1 : 0)} %`;
}
