import { parseArgs } from 'node:util';

import { numberOption, type Range } from '../../kit/number-option.ts';
import { UsageError } from '../../kit/failure.ts';
import { FORMATS, type FuzzFormat } from './format.ts';
import { FIXTURES } from './saved-input.ts';

export const HELP = `Usage: npm run fuzz -- [options]

Feeds damaged and hostile input to EdgeLens: mutated JPEG, PNG, WebP and foreign files to its decoders, each in a process
with a watchdog, and mutated requests to a Worker that it starts on this machine. An input that is not answered as it
should be is saved, and the tests replay it from then on. The same seed makes the same inputs.

  --seed N            of all choices (a new one, which is printed)
  --runs N            inputs to the decoders (20000)
  --http-runs N       requests to the Worker (2000)
  --format A,B        of jpeg, png, webp, foreign (all)
  --minutes M         as long as this instead of so many; half of it for each part
  --short             400 inputs and 60 requests
  --input FORMAT:N    only this input of the seed: says what becomes of it, and writes it to dist/fuzz
  --save DIR          where failing inputs go (test/fixtures/fuzz)
  --json FILE         the result as JSON

Ends with 0 when nothing failed, and with 1 when something did.`;

/** Everything that a campaign is told. */
export interface FuzzOptions {
  /** Undefined: any. */
  readonly seed: number | undefined;
  readonly runs: number;
  readonly httpRuns: number;
  readonly formats: readonly FuzzFormat[];
  readonly minutes: number | undefined;
  readonly input: { readonly format: FuzzFormat; readonly index: number } | undefined;
  readonly save: string;
  readonly json: string | undefined;
}

const COUNT: Range = { from: 0, to: 100_000_000, whole: true };

/**
 * Reads the command line of `npm run fuzz`.
 *
 * @returns undefined when help was asked for
 * @throws UsageError that names the option and what it takes
 */
export function parseFuzzOptions(argv: readonly string[]): FuzzOptions | undefined {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      seed: { type: 'string' },
      runs: { type: 'string' },
      'http-runs': { type: 'string' },
      format: { type: 'string' },
      minutes: { type: 'string' },
      short: { type: 'boolean', default: false },
      input: { type: 'string' },
      save: { type: 'string', default: FIXTURES },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const { seed, minutes, short, input } = values;
  if (minutes !== undefined && (short || values.runs !== undefined || values['http-runs'] !== undefined))
    throw new UsageError('--minutes goes on until time is up: leave out --runs, --http-runs and --short');
  const runs = (option: 'runs' | 'http-runs', usual: number, few: number): number => {
    if (minutes !== undefined) return COUNT.to;
    return numberOption(`--${option}`, values[option] ?? String(short ? few : usual), COUNT);
  };
  if (input !== undefined && seed === undefined) throw new UsageError('--input needs the --seed that made it');
  return {
    seed: seed === undefined ? undefined : numberOption('--seed', seed, { from: 0, to: 2 ** 31 - 1, whole: true }),
    runs: runs('runs', 20_000, 400),
    httpRuns: runs('http-runs', 2000, 60),
    formats: values.format === undefined ? FORMATS : values.format.split(',').map((name) => formatOf('--format', name)),
    minutes:
      minutes === undefined ? undefined : numberOption('--minutes', minutes, { from: 0.1, to: 10_000, whole: false }),
    input: input === undefined ? undefined : inputOf(input),
    save: values.save,
    json: values.json,
  };
}

function formatOf(option: string, name: string): FuzzFormat {
  const format = FORMATS.find((known) => known === name.trim());
  if (format === undefined) throw new UsageError(`${option} takes ${FORMATS.join(', ')}, not "${name}"`);
  return format;
}

function inputOf(text: string): NonNullable<FuzzOptions['input']> {
  const [format = '', index = ''] = text.split(':');
  return { format: formatOf('--input', format), index: numberOption('--input', index, COUNT) };
}
