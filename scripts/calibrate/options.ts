import { parseArgs } from 'node:util';

import { UsageError } from '../kit/failure.ts';

export const HELP = `Says whether the times that a deployment shows can be believed.

  npm run calibrate                                   of a Worker that it starts on this machine
  npm run calibrate -- --url https://edgelens.example.workers.dev

Asks for 0, 1, 4 and 16 inferences a request, holds what the Worker's clocks say against the time that passed here, and
prints a verdict. A deployment lets only its operator do that: wrangler secret put OPERATOR_KEY, and the same in the
environment variable EDGELENS_KEY.

  --model NAME       the model to run (its default one)
  --rounds N         rounds before the first judgement (10)
  --max-rounds N     rounds before giving up (4 times --rounds)
  --json             the result as JSON, with every single measurement

Ends with 0 when there is a verdict, whichever it is, and with 1 when there is none.`;

export interface CalibrateOptions {
  /** Undefined: start a Worker here. */
  readonly origin: string | undefined;
  readonly model: string | undefined;
  readonly key: string | undefined;
  readonly rounds: number;
  readonly maxRounds: number;
  readonly json: boolean;
}

/**
 * Reads the command line.
 * @returns undefined when it asks for help
 * @throws UsageError
 */
export function parseCalibrateOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): CalibrateOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      url: { type: 'string' },
      model: { type: 'string' },
      rounds: { type: 'string', default: '10' },
      'max-rounds': { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const rounds = wholeNumber('--rounds', values.rounds);
  return {
    origin: values.url === undefined ? undefined : originOf(values.url),
    model: values.model,
    key: env['EDGELENS_KEY'],
    rounds,
    maxRounds: Math.max(rounds, wholeNumber('--max-rounds', values['max-rounds'] ?? String(4 * rounds))),
    json: values.json,
  };
}

function wholeNumber(option: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 3 || number > 1000) {
    throw new UsageError(`${option} takes a whole number from 3 to 1000`);
  }
  return number;
}

function originOf(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new UsageError('--url takes an address such as https://edgelens.example.workers.dev');
  }
  return url.origin;
}
