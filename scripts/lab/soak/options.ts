import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { numberOption } from '../../kit/number-option.ts';
import { UsageError } from '../../kit/failure.ts';
import { ROOT } from '../../kit/paths.ts';

export const HELP = `Usage: npm run soak -- [options]

Sends mixed traffic at a fixed rate for a while: good pictures of several kinds and sizes for two models, and bad ones,
bombs, bodies that are too large, slow or broken off, wrong parameters. Says whether every request was answered as it
should be, how long the good ones took, and whether memory stays flat. Starts a Worker on this machine unless told a URL.

  --minutes M    how long (5)
  --rate R       requests due each second, whether or not earlier ones were answered (6)
  --url URL      a deployment instead; EDGELENS_KEY holds a key where it wants one
  --models A,B   which take turns (efficientnet_b0,mobilenetv3_small)
  --seed N       of the order of the traffic (1)
  --short        a quarter of a minute
  --out DIR      for the chart (dist/soak)
  --json FILE    every request and every reading of memory as JSON

Ends with 0 when all was as it should be, and with 1 when a request was answered otherwise or memory grew.`;

/** Everything that a soak is told. */
export interface SoakOptions {
  /** Undefined: start a Worker here. */
  readonly url: string | undefined;
  readonly minutes: number;
  /** Requests due each second. */
  readonly rate: number;
  readonly models: readonly string[];
  readonly seed: number;
  readonly out: string;
  readonly json: string | undefined;
}

const SHORT_MINUTES = 0.25;

/**
 * Reads the command line of `npm run soak`.
 *
 * @returns undefined when help was asked for
 * @throws UsageError that names the option and what it takes
 */
export function parseSoakOptions(argv: readonly string[]): SoakOptions | undefined {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      minutes: { type: 'string' },
      rate: { type: 'string', default: '6' },
      url: { type: 'string' },
      models: { type: 'string', default: 'efficientnet_b0,mobilenetv3_small' },
      seed: { type: 'string', default: '1' },
      short: { type: 'boolean', default: false },
      out: { type: 'string', default: join(ROOT, 'dist/soak') },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  if (values.short && values.minutes !== undefined) throw new UsageError('choose one of --short and --minutes');
  const minutes = values.minutes ?? (values.short ? String(SHORT_MINUTES) : '5');
  const models = values.models.split(',').map((name) => name.trim());
  if (models.includes('')) throw new UsageError(`--models takes a list like a,b, not "${values.models}"`);
  return {
    url: values.url === undefined ? undefined : originOf(values.url),
    minutes: numberOption('--minutes', minutes, { from: 0.05, to: 10_000, whole: false }),
    rate: numberOption('--rate', values.rate, { from: 0.1, to: 1000, whole: false }),
    models,
    seed: numberOption('--seed', values.seed, { from: 0, to: 2 ** 31 - 1, whole: true }),
    out: values.out,
    json: values.json,
  };
}

function originOf(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new UsageError('--url takes an address such as https://edgelens.example.workers.dev');
  }
  return url.origin;
}
