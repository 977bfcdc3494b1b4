import type { ModelOption } from '../../catalogue/advice/options.ts';
import { numberOf, roundedOf } from '../../i18n/figures.ts';
import type { Say, TextKey } from '../../i18n/texts.ts';

/** What a table of models says of each, on the four axes. */
export const COLUMNS = [
  { name: 'model', numeric: false },
  { name: 'published', numeric: true },
  { name: 'measured', numeric: true },
  { name: 'warm', numeric: true },
  { name: 'engine', numeric: false },
  { name: 'files', numeric: true },
  { name: 'heap', numeric: true },
  { name: 'maps', numeric: true },
  { name: 'fits', numeric: false },
] as const;

/** One model: as many cells as there are columns. What is not known is a dash. */
export interface Row {
  readonly option: ModelOption;
  readonly cells: readonly string[];
}

/** The models as rows, what answers here first, each kind from the smallest to the largest. */
export function rowsOf(say: Say<TextKey>, options: readonly ModelOption[]): Row[] {
  const known = <Figure>(figure: Figure | null | undefined, write: (figure: Figure) => string): string =>
    figure === null || figure === undefined ? '-' : write(figure);
  const percent = (value: number): string => `${numberOf(say, value, 1)} %`;
  const mebibytes = (bytes: number): string => `${numberOf(say, bytes / 2 ** 20, 1)} MiB`;
  return options
    .toSorted((a, b) => Number(b.installed) - Number(a.installed) || a.bytes - b.bytes)
    .map((option) => ({
      option,
      cells: [
        option.name,
        known(option.top1, percent),
        known(option.own_accuracy.at(-1)?.top1, percent),
        known(option.warm_ms, (ms) => `${roundedOf(say, ms)} ms`),
        known(option.engine, String),
        mebibytes(option.bytes),
        known(option.memory_bytes, mebibytes),
        known(option.interpretability, (score) => numberOf(say, score, 2)),
        say(option.fits_worker ? (option.installed ? 'choice.fits.here' : 'choice.fits.yes') : 'choice.fits.no'),
      ],
    }));
}
