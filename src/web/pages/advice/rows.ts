import type { Candidate } from '../../../catalogue/advice/candidate.ts';
import { priceText } from '../../../i18n/advice/sentences.ts';
import { formatMebibytes, formatNumber, formatRounded } from '../../../i18n/numbers.ts';
import type { Translator, TextKey } from '../../../i18n/texts.ts';

/** Columns of the table of candidates: the engine stands before the figures that are of it. */
export const COLUMNS = [
  { name: 'model', numeric: false },
  { name: 'ranked', numeric: true },
  { name: 'measured', numeric: true },
  { name: 'published', numeric: true },
  { name: 'other', numeric: true },
  { name: 'engine', numeric: false },
  { name: 'warm', numeric: true },
  { name: 'files', numeric: true },
  { name: 'heap', numeric: true },
  { name: 'million', numeric: true },
  { name: 'maps', numeric: true },
  { name: 'fits', numeric: false },
] as const;

/** A candidate with a cell for each column; a dash stands for what is not known. */
export interface Row {
  readonly candidate: Candidate;
  readonly cells: readonly string[];
}

/** Rows of the table: first the installed models, then the others, each from the smallest to the largest. */
export function tableRows(t: Translator<TextKey>, candidates: readonly Candidate[]): Row[] {
  const known = <Figure>(figure: Figure | null | undefined, write: (figure: Figure) => string): string =>
    figure === null || figure === undefined ? '-' : write(figure);
  const percent = (value: number): string => `${formatNumber(t, value, 1)} %`;
  const mebibytes = (bytes: number): string => formatMebibytes(t, bytes);
  return candidates
    .toSorted((a, b) => Number(b.installed) - Number(a.installed) || a.bytes - b.bytes)
    .map((candidate) => ({
      candidate,
      cells: [
        candidate.name,
        known(candidate.top1, percent),
        known(candidate.own_accuracy.at(-1)?.top1, percent),
        known(publishedFor(candidate, true), percent),
        known(publishedFor(candidate, false), percent),
        known(candidate.engine, String),
        known(candidate.warm_ms, (ms) => `${formatRounded(t, ms)} ms`),
        mebibytes(candidate.bytes),
        known(candidate.memory_bytes, mebibytes),
        known(candidate.price, (price) => priceText(t, price)),
        known(candidate.interpretability, (score) => formatNumber(t, score, 2)),
        t(candidate.fits_worker ? (candidate.installed ? 'advice.fits.here' : 'advice.fits.yes') : 'advice.fits.no'),
      ],
    }));
}

/** The published accuracy, of these very weights or of others of the same architecture. */
function publishedFor({ name, published }: Candidate, same: boolean): number | null {
  return published !== null && (published.of === name) === same ? published.top1 : null;
}
