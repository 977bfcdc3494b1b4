import { parseArgs } from 'node:util';

import { ENGINE_NAMES, type EngineName } from '../../../src/contract/names.ts';
import { numberOption } from '../../kit/number-option.ts';
import { UsageError } from '../../kit/failure.ts';
import { PICTURE } from '../../kit/paths.ts';

export const HELP = `Measures what each candidate architecture costs, in both engines where they can run it, and whether it would fit a
Worker. Each is loaded in a process of its own (Node, one thread, batch 1), all taking turns. Where there are no weights,
random ones of the exact topology are measured; accuracies are the published ones.

  npm run bench -- --candidates

  --models P,Q     patterns as timm.list_models takes them, such as 'mobilenetv3*' (all candidates)
  --engine NAME    onnxruntime or simd only (both)
  --warmup N       runs of each process that do not count (10)
  --runs N         timed runs of each candidate and engine, dealt to the rounds (100)
  --rounds N       processes of each candidate and engine (5)
  --picture FILE   JPEG, PNG or WebP (a panda)
  --json FILE      writes the figures
  --record         writes them to models/candidates.json; takes all candidates and both engines`;

/** What the command is told. */
export interface CandidatesOptions {
  readonly models: readonly string[];
  readonly engines: readonly EngineName[];
  readonly warmup: number;
  readonly runs: number;
  readonly rounds: number;
  readonly picture: string;
  readonly json: string | undefined;
  readonly record: boolean;
}

/**
 * Reads the command line of `npm run bench -- --candidates`.
 * @returns undefined when it asks for help
 * @throws UsageError
 */
export function parseCandidatesOptions(args: readonly string[]): CandidatesOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      models: { type: 'string' },
      engine: { type: 'string' },
      warmup: { type: 'string', default: '10' },
      runs: { type: 'string', default: '100' },
      rounds: { type: 'string', default: '5' },
      picture: { type: 'string', default: PICTURE },
      json: { type: 'string' },
      record: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  if (values.record && (values.models ?? values.engine) !== undefined) {
    throw new UsageError('--record takes all candidates and both engines: leave out --models and --engine');
  }
  const count = (option: 'warmup' | 'runs' | 'rounds', from: number): number =>
    numberOption(`--${option}`, values[option], { from, to: 10_000, whole: true });
  const rounds = count('rounds', 1);
  const runs = count('runs', 1);
  if (runs < rounds) throw new UsageError(`--runs ${runs} does not suffice for one in each of ${rounds} --rounds`);
  return {
    models: patterns(values.models ?? '*'),
    engines: values.engine === undefined ? ENGINE_NAMES : [engine(values.engine)],
    warmup: count('warmup', 0),
    runs,
    rounds,
    picture: values.picture,
    json: values.json,
    record: values.record,
  };
}

function patterns(value: string): string[] {
  const items = value.split(',').map((item) => item.trim());
  if (items.includes('')) throw new UsageError(`--models takes patterns like mobilenetv3*,resnet50, not "${value}"`);
  return items;
}

function engine(value: string): EngineName {
  const found = ENGINE_NAMES.find((name) => name === value);
  if (found !== undefined) return found;
  throw new UsageError(`--engine takes ${ENGINE_NAMES.join(' or ')}, not "${value}"`);
}
