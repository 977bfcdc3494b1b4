import { parseArgs } from 'node:util';

import { numberOption } from '../../kit/number-option.ts';
import { PICTURE } from '../../kit/paths.ts';

export const HELP = `Compares the two engines, onnxruntime and EdgeLens's own, in workerd on this machine.

  npm run bench -- --engines
  npm run bench -- --engines --profile

  --models A,B     of the manifest, and with made-up weights any of timm's that is not in it, by its name with the tag
                   (efficientnet_b0,mobilenetv3_small,mobilenetv3_large_100.ra_in1k)
  --rounds N       rounds; in each, every engine answers cold in a new process (5)
  --warm N         warm answers of each engine and round, taking turns (20)
  --warmup N       answers before them that do not count (20)
  --picture FILE   JPEG, PNG or WebP (a panda)
  --json FILE      writes everything, every single measurement included
  --profile        layer by layer instead: what each one takes in the SIMD engine, in this process (Node)`;

/** What the command is told. */
export interface EnginesOptions {
  readonly models: readonly string[];
  readonly rounds: number;
  readonly warm: number;
  readonly warmup: number;
  readonly picture: string;
  readonly json: string | undefined;
  readonly profile: boolean;
}

/**
 * Reads the command line of `npm run bench -- --engines`.
 * @returns undefined when it asks for help
 * @throws UsageError
 */
export function parseEnginesOptions(args: readonly string[]): EnginesOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      models: { type: 'string', default: 'efficientnet_b0,mobilenetv3_small,mobilenetv3_large_100.ra_in1k' },
      rounds: { type: 'string', default: '5' },
      warm: { type: 'string', default: '20' },
      warmup: { type: 'string', default: '20' },
      picture: { type: 'string', default: PICTURE },
      json: { type: 'string' },
      profile: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const count = (option: 'rounds' | 'warm' | 'warmup', from: number): number =>
    numberOption(`--${option}`, values[option], { from, to: 1000, whole: true });
  return {
    models: values.models.split(',').map((name) => name.trim()),
    rounds: count('rounds', 1),
    warm: count('warm', 1),
    warmup: count('warmup', 0),
    picture: values.picture,
    json: values.json,
    profile: values.profile,
  };
}
