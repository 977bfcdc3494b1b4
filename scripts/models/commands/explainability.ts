import { ENGINE_NAMES } from '../../../src/contract/names.ts';
import { numberOption } from '../../kit/number-option.ts';
import { UsageError } from '../../kit/failure.ts';
import { type Command, parse, textOf } from './command.ts';

/** Each is 1,792 pixels of 224 x 224; the authors of RISE take 224 steps of 224. */
const STEPS = 28;

export const explainability: Command = {
  summary: 'Measure what the heat maps of models are worth, and what they cost',
  help: `Usage: npm run models -- explainability [NAME...] --data FOLDER|--cost N [OPTIONS]

Prints average drop and increase in confidence (Chattopadhay et al. 2018) and the areas under deletion and insertion
(Petsiuk et al. 2018) of the Grad-CAM maps of all models, or the named ones, on pictures, which need no labels: what is
explained is a model's own first answer. Beside them stand two controls, maps of the same values in other places. docs/explainability.md says what the figures mean.

  --data FOLDER    pictures, also in folders in it
  --limit N        only so many of them, spread evenly over the order of their paths
  --steps N        of deletion and of insertion (${STEPS}); each needs an inference, of three maps a picture
  --engine ENGINE  simd or onnxruntime (the fastest that a model runs in)
  --record TEXT    write the figures into models/manifest.json; TEXT says what the pictures are
  --cost N         what a map takes beside an inference, in N new processes for each engine`,
  run: async (args, terminal) => {
    const { values, positionals } = parse(args, {
      data: { type: 'string' },
      limit: { type: 'string' },
      steps: { type: 'string', default: String(STEPS) },
      engine: { type: 'string' },
      record: { type: 'string' },
      cost: { type: 'string' },
    });
    const [data, limit, steps, named, record, cost] = ['data', 'limit', 'steps', 'engine', 'record', 'cost'].map(
      (key) => textOf(values[key]),
    );
    if (data === undefined && cost === undefined) {
      throw new UsageError('explainability takes --data FOLDER, with pictures in it, or --cost N');
    }
    const engine = ENGINE_NAMES.find((name) => name === named);
    if (named !== undefined && engine === undefined) {
      throw new UsageError(`--engine takes ${ENGINE_NAMES.join(' or ')}, not "${named}"`);
    }
    if (record?.trim() === '') throw new UsageError('--record takes a description of the pictures, in words');
    const count = (option: string, text: string, to: number): number =>
      numberOption(option, text, { from: 1, to, whole: true });
    // Only few commands need an engine.
    const { explainabilityCommand } = await import('../../lab/explainability/command.ts');
    await explainabilityCommand(terminal, {
      names: positionals,
      data,
      limit: limit === undefined ? undefined : count('--limit', limit, 1e6),
      steps: count('--steps', steps ?? '', 1000),
      engine,
      record,
      processes: cost === undefined ? undefined : count('--cost', cost, 100),
    });
    return 0;
  },
};
