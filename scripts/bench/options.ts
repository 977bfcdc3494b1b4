import { join } from 'node:path';

import { command, type OptionsOf } from '../kit/command.ts';
import { UsageError } from '../kit/failure.ts';
import { listOption, numberListOption, numberOption, readAddress, repeatedOption, whole, real } from '../kit/option.ts';
import { PICTURE, ROOT } from '../kit/paths.ts';

const MODELS = ['efficientnet_b0', 'mobilenetv3_small'];
const COUNT = whole(0, 1_000_000);
const RATE = real(0.01, 10_000);
const SECONDS = real(0.1, 3600);

/** Declares the options of `npm run bench`. */
export const benchOptions = command(
  'npm run bench --',
  'Measures cold and warm answers of a Worker that it builds and starts itself, each cold one in a new workerd process, ' +
    'or of any URL. Prints a table; writes all samples as JSON, and charts as SVG. Ctrl-C prints the results so far. ' +
    'EDGELENS_KEY holds the key of a deployment.',
)
  .option('--url <url>', 'measure this deployment instead of a local Worker', readOrigin('--url'))
  .addOption(listOption('--models <names>', 'models to measure').default(MODELS, MODELS.join()))
  .addOption(
    repeatedOption('--picture <file>', 'JPEG, PNG or WebP; repeat it to alternate between several (default: a panda)'),
  )
  .option('--query <query>', 'more parameters of each request, such as top_k=1', readQuery, '')
  .addOption(
    numberOption(
      '--cold <n>',
      'cold answers of each model (default: 5; 0 with --url, unless with --fresh)',
      whole(0, 1000),
    ),
  )
  .addOption(numberOption('--warm <n>', 'warm answers of each model', COUNT).default(50))
  .addOption(numberOption('--warmup <n>', 'answers after each start that do not count', COUNT).default(10))
  .addOption(
    numberOption(
      '--concurrency <n>',
      'clients, each of which sends when its last request was answered (default: 1)',
      whole(1, 1000),
    ),
  )
  .addOption(
    numberOption('--rate <n>', 'instead: requests due each second; latency counts from when they are due', RATE),
  )
  .addOption(numberListOption('--rates <list>', 'also latency against rate: each of these rates for --duration', RATE))
  .addOption(numberOption('--duration <seconds>', 'time of each rate of --rates (default: 10)', SECONDS))
  .option('--fresh', 'measure new sessions (?fresh=session) as cold', false)
  .option(
    '--compare <url>',
    'a second target; requests alternate, and ratios are taken pair by pair',
    readOrigin('--compare'),
  )
  .addOption(numberOption('--timeout <seconds>', 'longest wait for one answer', SECONDS).default(60))
  .option('--out <folder>', 'for the charts and bench.json', join(ROOT, 'dist/bench'))
  .option('--json <file>', 'write the JSON into this file instead')
  .addOption(numberOption('--seed <n>', 'of the confidence intervals', whole(0, 2 ** 31 - 1)).default(1));

type Given = OptionsOf<typeof benchOptions>;

/** All settings of a bench. */
export interface BenchOptions extends Readonly<
  Pick<Given, 'models' | 'query' | 'warm' | 'warmup' | 'fresh' | 'out' | 'seed'>
> {
  readonly url: string | undefined;
  readonly compare: string | undefined;
  readonly pictures: readonly string[];
  readonly cold: number;
  readonly concurrency: number;
  /** Requests due each second for the warm samples; undefined for a closed loop. */
  readonly rate: number | undefined;
  /** Rates of the sweep. */
  readonly rates: readonly number[];
  /** Of each rate of the sweep, in s. */
  readonly duration: number;
  /** For one answer, in ms. */
  readonly timeout: number;
  readonly json: string | undefined;
}

/**
 * Fills in what depends on other options.
 * @throws UsageError for options that exclude each other
 */
export function checkBenchOptions(values: Given): BenchOptions {
  const { url, compare, fresh, cold, warm, rate, concurrency, rates, duration } = values;
  const reject = (wrong: boolean, message: string): void => {
    if (wrong) throw new UsageError(message);
  };
  reject(
    rate !== undefined && concurrency !== undefined,
    '--rate sends when requests are due, --concurrency when others were answered: choose one',
  );
  reject(
    fresh && url === undefined && compare === undefined,
    '--fresh is for a URL: the local Worker is in a new process for each cold answer anyway',
  );
  reject(duration !== undefined && rates === undefined, '--duration belongs to --rates');
  for (const option of ['rate', 'concurrency', 'rates'] as const) {
    reject(
      compare !== undefined && values[option] !== undefined,
      `--compare sends one request after the other: leave out --${option}`,
    );
  }
  const isRemote = url !== undefined || compare !== undefined;
  reject(
    cold !== undefined && cold > 0 && !fresh && isRemote,
    'no process of a URL can be started anew from here: leave out --cold, or add --fresh for new sessions',
  );
  const options = {
    url,
    compare,
    models: values.models,
    pictures: values.picture ?? [PICTURE],
    query: values.query,
    cold: cold ?? (isRemote && !fresh ? 0 : 5),
    warm,
    warmup: values.warmup,
    concurrency: concurrency ?? 1,
    rate,
    rates: rates ?? [],
    duration: duration ?? 10,
    fresh,
    timeout: 1000 * values.timeout,
    out: values.out,
    json: values.json,
    seed: values.seed,
  };
  reject(
    options.cold + options.warm + options.rates.length === 0,
    'nothing to measure: --cold, --warm and --rates are 0',
  );
  return options;
}

function readOrigin(option: string): (text: string) => string {
  return (text) => {
    const url = readAddress(option, text);
    if (url.pathname === '/' && url.search === '') return url.origin;
    throw new UsageError(`${option} takes an address without a path; parameters go into --query`);
  };
}

function readQuery(value: string): string {
  const text = value.replace(/^\?/, '');
  for (const [own, option] of [
    ['model', '--models'],
    ['fresh', '--fresh'],
  ] as const) {
    if (new URLSearchParams(text).has(own)) throw new UsageError(`--query cannot hold ${own}: use ${option}`);
  }
  return text;
}
