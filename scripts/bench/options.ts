import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { UsageError } from '../kit/failure.ts';
import { PICTURE, ROOT } from '../kit/paths.ts';
import { numberOption, type Range } from '../kit/number-option.ts';

/** Everything that a bench is told. */
export interface BenchOptions {
  /** Origin of the target; undefined for a Worker that the bench starts itself. */
  readonly url: string | undefined;
  /** Origin of the second target of a comparison. */
  readonly compare: string | undefined;
  readonly models: readonly string[];
  readonly pictures: readonly string[];
  /** More query parameters, without `?`. */
  readonly query: string;
  readonly cold: number;
  readonly warm: number;
  readonly warmup: number;
  readonly concurrency: number;
  /** Requests due each second for the warm samples; undefined for a closed loop. */
  readonly rate: number | undefined;
  /** Rates of the sweep. */
  readonly rates: readonly number[];
  /** Of each rate of the sweep, in s. */
  readonly duration: number;
  readonly fresh: boolean;
  /** For one answer, in ms. */
  readonly timeout: number;
  readonly out: string;
  readonly json: string | undefined;
  readonly seed: number;
}

export const HELP = `Usage: npm run bench -- [options]

Measures cold and warm answers of a Worker that it builds and starts itself, each cold one in a new workerd process, or
of any URL. Prints a table; writes all samples as JSON, and charts as SVG. Ctrl-C prints what there is so far.

  --url URL             measure this deployment instead of a local Worker
  --models A,B          (efficientnet_b0,mobilenetv3_small)
  --picture FILE        JPEG, PNG or WebP; several times for several, which take turns (a panda)
  --query QUERY         more parameters of each request, such as top_k=1
  --cold N              cold answers of each model (5; with --url only together with --fresh)
  --warm N              warm answers of each model (50)
  --warmup N            answers before the warm ones that do not count, after each start (10)
  --concurrency C       clients that each send when their last request was answered (1)
  --rate R              instead: R requests are due each second, and latency counts from when they are due
  --rates R1,R2,...     also latency against rate: each of these rates for --duration
  --duration S          seconds of each rate of --rates (10)
  --fresh               cold means ?fresh=session; EDGELENS_KEY holds the key where a deployment wants one
  --compare URL         a second target; requests alternate between the two, and ratios are taken pair by pair
  --timeout S           seconds to wait for one answer (60)
  --out DIR             for the charts and bench.json (dist/bench)
  --json FILE           another place for the JSON
  --seed N              of the confidence intervals (1)
  --candidates          what each architecture costs that could be served instead; --candidates --help tells its options
  --engines             the two engines against each other instead; --engines --help tells its options
  --page                what visitors of the page wait for instead; --page --help tells its options
  --peers               beside other ways to do the same instead; --peers --help tells its options
  --photos              decoding of photographs instead; --photos --help tells its options`;

const OPTIONS = {
  url: { type: 'string' },
  models: { type: 'string', default: 'efficientnet_b0,mobilenetv3_small' },
  picture: { type: 'string', multiple: true },
  query: { type: 'string', default: '' },
  cold: { type: 'string' },
  warm: { type: 'string', default: '50' },
  warmup: { type: 'string', default: '10' },
  concurrency: { type: 'string' },
  rate: { type: 'string' },
  rates: { type: 'string' },
  duration: { type: 'string' },
  fresh: { type: 'boolean', default: false },
  compare: { type: 'string' },
  timeout: { type: 'string', default: '60' },
  out: { type: 'string', default: join(ROOT, 'dist/bench') },
  json: { type: 'string' },
  seed: { type: 'string', default: '1' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const COUNT: Range = { from: 0, to: 1_000_000, whole: true };
const RATE: Range = { from: 0.01, to: 10_000, whole: false };

/**
 * Reads the command line of `npm run bench`.
 *
 * @returns undefined when help was asked for
 * @throws UsageError that names the option and what it takes
 */
export function parseBenchOptions(argv: readonly string[]): BenchOptions | undefined {
  const { values } = parseArgs({ args: [...argv], options: OPTIONS });
  if (values.help) return undefined;
  const { url, compare, fresh } = values;
  const reject = (wrong: boolean, message: string): void => {
    if (wrong) throw new UsageError(message);
  };
  reject(
    values.rate !== undefined && values.concurrency !== undefined,
    '--rate sends when requests are due, --concurrency when others were answered: choose one',
  );
  reject(
    fresh && url === undefined && compare === undefined,
    '--fresh is for a URL: the local Worker is in a new process for each cold answer anyway',
  );
  reject(values.duration !== undefined && values.rates === undefined, '--duration belongs to --rates');
  for (const option of ['rate', 'concurrency', 'rates'] as const) {
    reject(
      compare !== undefined && values[option] !== undefined,
      `--compare sends one request after the other: leave out --${option}`,
    );
  }
  reject(
    values.cold !== undefined && values.cold !== '0' && !fresh && (url !== undefined || compare !== undefined),
    'no process of a URL can be started anew from here: leave out --cold, or add --fresh for new sessions',
  );
  const bound = (option: 'warm' | 'warmup'): number => numberOption(`--${option}`, values[option], COUNT);
  const options = {
    url: url === undefined ? undefined : origin('--url', url),
    compare: compare === undefined ? undefined : origin('--compare', compare),
    models: list('--models', values.models),
    pictures: values.picture ?? [PICTURE],
    query: query(values.query),
    cold: numberOption('--cold', values.cold ?? defaultCold(fresh, url ?? compare), { ...COUNT, to: 1000 }),
    warm: bound('warm'),
    warmup: bound('warmup'),
    concurrency: numberOption('--concurrency', values.concurrency ?? '1', { from: 1, to: 1000, whole: true }),
    rate: values.rate === undefined ? undefined : numberOption('--rate', values.rate, RATE),
    rates: values.rates === undefined ? [] : list('--rates', values.rates).map((r) => numberOption('--rates', r, RATE)),
    duration: numberOption('--duration', values.duration ?? '10', { from: 0.1, to: 3600, whole: false }),
    fresh,
    timeout: 1000 * numberOption('--timeout', values.timeout, { from: 0.1, to: 3600, whole: false }),
    out: values.out,
    json: values.json,
    seed: numberOption('--seed', values.seed, { from: 0, to: 2 ** 31 - 1, whole: true }),
  };
  reject(
    options.cold + options.warm + options.rates.length === 0,
    'nothing to measure: --cold, --warm and --rates are 0',
  );
  return options;
}

function defaultCold(fresh: boolean, remote: string | undefined): string {
  return remote !== undefined && !fresh ? '0' : '5';
}

function list(option: string, value: string): string[] {
  const items = value.split(',').map((item) => item.trim());
  if (items.includes('')) throw new UsageError(`${option} takes a list like a,b, not "${value}"`);
  if (new Set(items).size < items.length) throw new UsageError(`${option} names something twice: "${value}"`);
  return items;
}

function origin(option: string, value: string): string {
  const url = URL.parse(value);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`${option} takes an address like https://edgelens.example.workers.dev, not "${value}"`);
  }
  if (url.pathname !== '/' || url.search !== '') {
    throw new UsageError(`${option} takes an address without a path; parameters go into --query`);
  }
  return url.origin;
}

function query(value: string): string {
  const text = value.replace(/^\?/, '');
  for (const [own, option] of [
    ['model', '--models'],
    ['fresh', '--fresh'],
  ] as const) {
    if (new URLSearchParams(text).has(own)) throw new UsageError(`--query cannot hold ${own}: use ${option}`);
  }
  return text;
}
