import type { ModelOption } from '../../inference/options.ts';

/** What a table of models says of each, on the four axes. */
export const COLUMNS = [
  { name: 'model', title: 'model', numeric: false },
  { name: 'published', title: 'top-1, published', numeric: true },
  { name: 'measured', title: 'top-1, measured', numeric: true },
  { name: 'warm', title: 'warm inference', numeric: true },
  { name: 'engine', title: 'engine', numeric: false },
  { name: 'files', title: 'files', numeric: true },
  { name: 'heap', title: 'heap', numeric: true },
  { name: 'maps', title: 'heat maps', numeric: true },
  { name: 'fits', title: 'fits a Worker', numeric: false },
] as const;

/** One model: as many cells as there are columns. What is not known is a dash. */
export interface Row {
  readonly option: ModelOption;
  readonly cells: readonly string[];
}

const NOT_KNOWN = '-';
const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

/** The models as rows, what answers here first, each kind from the smallest to the largest. */
export function rowsOf(options: readonly ModelOption[]): Row[] {
  return options
    .toSorted((a, b) => Number(b.installed) - Number(a.installed) || a.bytes - b.bytes)
    .map((option) => {
      const { name, top1, warm_ms, engine, bytes, memory_bytes, interpretability, fits_worker, installed } = option;
      return {
        option,
        cells: [
          name,
          top1 === null ? NOT_KNOWN : `${top1.toFixed(1)} %`,
          option.own_accuracy.at(-1) === undefined
            ? NOT_KNOWN
            : `${(option.own_accuracy.at(-1)?.top1 ?? 0).toFixed(1)} %`,
          warm_ms === null ? NOT_KNOWN : `${Number(warm_ms.toPrecision(3))} ms`,
          engine ?? NOT_KNOWN,
          mebibytes(bytes),
          memory_bytes === null ? NOT_KNOWN : mebibytes(memory_bytes),
          interpretability === null ? NOT_KNOWN : interpretability.toFixed(2),
          fits_worker ? (installed ? 'yes, answers here' : 'yes') : 'no',
        ],
      };
    });
}

/** What the columns are of, and where their figures come from: one sentence or two each. */
export function notesOf(options: readonly ModelOption[]): string[] {
  const sentences = new Set<string>();
  for (const { published, own_accuracy, latency, explainability, name, variant_of } of options) {
    if (variant_of !== null) {
      sentences.add(`${name} is quoted with what was published, less what quantisation was measured to take.`);
    } else if (published !== null && published.of !== name) {
      sentences.add(`${name} is quoted with the accuracy of ${published.of}, whose weights are others.`);
    }
    for (const { pictures, count, command, date } of own_accuracy.slice(-1)) {
      sentences.add(`${name} was measured on ${pictures} (${count}; \`${command}\`, ${date}).`);
    }
    if (latency !== null) {
      sentences.add(`Times and heaps of \`${latency.command}\` are of ${latency.date}, on ${latency.machine}.`);
    }
    if (explainability !== null) {
      const { pictures, command, date } = explainability;
      sentences.add(`Heat maps were judged on ${pictures} (\`${command}\`, ${date}).`);
    }
  }
  return [...sentences];
}
