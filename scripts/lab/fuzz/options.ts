import { command, type OptionsOf } from '../../kit/command.ts';
import { UsageError } from '../../kit/failure.ts';
import { numberOption, readList, readNumber, whole, real } from '../../kit/option.ts';
import { FORMATS, type FuzzFormat } from './format.ts';
import { FIXTURES } from './saved-input.ts';

const COUNT = whole(0, 100_000_000);

/** Declares the options of `npm run fuzz`. */
export const fuzzOptions = command(
  'npm run fuzz --',
  'Feeds damaged and hostile input to EdgeLens: mutated JPEG, PNG, WebP and foreign files to its decoders, each in a ' +
    'process with a watchdog, and mutated requests to a Worker that it starts on this machine. An input that is not ' +
    'answered as it should be is saved, and the tests replay it from then on. The same seed makes the same inputs.',
)
  .addOption(numberOption('--seed <n>', 'of all choices (default: a new one, which is printed)', whole(0, 2 ** 31 - 1)))
  .addOption(numberOption('--runs <n>', 'inputs to the decoders (default: 20000)', COUNT))
  .addOption(numberOption('--http-runs <n>', 'requests to the Worker (default: 2000)', COUNT))
  .option('--format <names>', `of ${FORMATS.join(', ')} (default: all)`, (text) =>
    readList('--format', text).map((name) => readFormat('--format', name)),
  )
  .addOption(
    numberOption('--minutes <n>', 'as long as this instead of so many; half of it for each part', real(0.1, 10_000)),
  )
  .option('--short', '400 inputs and 60 requests', false)
  .option(
    '--input <format:n>',
    'only this input of the seed: says what becomes of it, and writes it to dist/fuzz',
    readInput,
  )
  .option('--save <folder>', 'where failing inputs go', FIXTURES)
  .option('--json <file>', 'write the result into this file')
  .addHelpText('after', '\nThe exit code is 1 when an input failed.');

/** All settings of a campaign. */
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

/**
 * Fills in what depends on other options.
 * @throws UsageError for options that exclude each other
 */
export function checkFuzzOptions(values: OptionsOf<typeof fuzzOptions>): FuzzOptions {
  const { seed, minutes, short, input, save, json, format = FORMATS } = values;
  if (minutes !== undefined && (short || values.runs !== undefined || values.httpRuns !== undefined)) {
    throw new UsageError('--minutes goes on until time is up: leave out --runs, --http-runs and --short');
  }
  if (input !== undefined && seed === undefined) throw new UsageError('--input needs the --seed that made it');
  const count = (given: number | undefined, usual: number, few: number): number =>
    minutes === undefined ? (given ?? (short ? few : usual)) : COUNT.to;
  return {
    seed,
    runs: count(values.runs, 20_000, 400),
    httpRuns: count(values.httpRuns, 2000, 60),
    formats: format,
    minutes,
    input,
    save,
    json,
  };
}

function readFormat(option: string, name: string): FuzzFormat {
  const format = FORMATS.find((known) => known === name);
  if (format === undefined) throw new UsageError(`${option} takes ${FORMATS.join(', ')}, not "${name}"`);
  return format;
}

function readInput(text: string): NonNullable<FuzzOptions['input']> {
  const [format = '', index = ''] = text.split(':');
  return { format: readFormat('--input', format), index: readNumber('--input', index, COUNT) };
}
