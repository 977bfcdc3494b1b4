import type { Say } from './texts.ts';

const MIB = 1024 * 1024;

/** A number as the language writes it. */
export function numberOf(say: Say, value: number, digits = 0): string {
  return new Intl.NumberFormat(say.language, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);
}

/** A measured number as the language writes it: three significant digits are more than such figures hold. */
export function roundedOf(say: Say, value: number): string {
  // Intl rounds the decimal that a number is written as, so 81.55 goes up, which is 81.549... .
  const rounded = Number(value.toPrecision(3));
  return new Intl.NumberFormat(say.language, { maximumSignificantDigits: 3, useGrouping: false }).format(rounded);
}

/** Bytes in the unit that suits them: `512 B`, `34.5 KiB`, `20.2 MiB`. */
export function bytesOf(say: Say, bytes: number): string {
  if (bytes < 1024) return `${numberOf(say, bytes)} B`;
  if (bytes < MIB) return `${numberOf(say, bytes / 1024, bytes < 100 * 1024 ? 1 : 0)} KiB`;
  return `${numberOf(say, bytes / MIB, bytes < 100 * MIB ? 1 : 0)} MiB`;
}

/** Milliseconds without a unit; tenths where they are few and the clock tells them apart. */
export function millisecondsOf(say: Say, ms: number): string {
  return numberOf(say, ms, ms < 10 && !Number.isInteger(ms) ? 1 : 0);
}

/** A share in [0, 1] as percent: `76.5 %`, `< 0.1 %`. */
export function percentOf(say: Say, share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.05) return `< ${numberOf(say, 0.1, 1)} %`;
  return `${numberOf(say, percent, percent < 99.95 ? 1 : 0)} %`;
}

/** The middle value; the mean of the two middle ones where there is an even number. */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = sorted.length / 2;
  return ((sorted[Math.ceil(at) - 1] ?? Number.NaN) + (sorted[Math.floor(at)] ?? Number.NaN)) / 2;
}

/** What a label is called first: ImageNet's labels are lists of synonyms. */
export function shortLabel(label: string): string {
  return label.split(',', 1)[0] ?? label;
}
