import { z } from 'zod';

import type { InputSpec } from '../../../src/contract/model.ts';
import { Failure } from '../../kit/failure.ts';

const size = z.tuple([z.literal(3, '3 colour channels'), z.int().positive(), z.int().positive()]);
const triple = z.tuple([z.number(), z.number(), z.number()]);
const crop = z.number().gt(0).max(1);

const pretrainedSchema = z.looseObject({
  tag: z.string().optional(),
  input_size: size,
  test_input_size: size.optional(),
  mean: triple,
  std: triple,
  crop_pct: crop,
  test_crop_pct: crop.optional(),
  crop_mode: z.string().default('center'),
  interpolation: z.string(),
  num_classes: z.int().optional(),
  license: z.string().optional(),
  label_names: z.array(z.string()).optional(),
});

const configSchema = z.looseObject({
  architecture: z.string(),
  num_classes: z.int().optional(),
  global_pool: z.string().default('avg'),
  model_args: z.record(z.string(), z.unknown()).default({}),
  label_names: z.array(z.string()).optional(),
  label_descriptions: z.record(z.string(), z.string()).optional(),
  pretrained_cfg: pretrainedSchema,
});

/** Arguments that change nothing but the size of the classifier, or only the training. */
const HARMLESS = ['num_classes', 'drop_rate', 'drop_path_rate'];

/** Arguments that timm's `save_for_hf` also writes where they are what they always are. */
const DEFAULTS: Readonly<Record<string, unknown>> = { in_chans: 3, global_pool: 'avg', output_stride: 32 };

/** What timm's `config.json` says of a pretrained model. */
export interface TimmConfig {
  readonly architecture: string;
  /** Of the weights; null where they have none. */
  readonly tag: string | null;
  readonly classes: number;
  /** In the order of the logits, where the file carries them. */
  readonly labels: readonly string[] | null;
  readonly input: InputSpec;
  readonly licence: string | null;
}

/**
 * Reads the `config.json` that timm writes beside its weights.
 *
 * @param testSize Takes the size of picture that timm recommends for testing, if it differs from that for training.
 * @throws Failure for another kind of file, and for a model that cannot be served here
 * @see https://github.com/huggingface/pytorch-image-models/blob/main/timm/data/config.py `resolve_data_config`
 */
export function readTimmConfig(text: string, what: string, testSize: boolean): TimmConfig {
  const config = parse(text, what);
  const { pretrained_cfg: pretrained, model_args: args } = config;
  const changed = Object.entries(args).filter(([key, value]) => !HARMLESS.includes(key) && DEFAULTS[key] !== value);
  if (changed.length > 0) {
    const named = changed.map(([key, value]) => `${key} = ${JSON.stringify(value)}`).join(', ');
    throw new Failure(`${what} changes the architecture (model_args: ${named}), which cannot be built here`);
  }
  if (config.global_pool !== 'avg') {
    throw new Failure(`${what} pools by "${config.global_pool}"; only "avg" can be built here`);
  }
  const classes = config.num_classes ?? pretrained.num_classes ?? 1000;
  if (classes < 1) throw new Failure(`${what}: these weights have no classifier (num_classes is ${classes})`);
  return {
    architecture: config.architecture,
    tag: pretrained.tag ?? null,
    classes,
    labels: labelsOf(config, classes, what),
    input: {
      name: 'pixels',
      size: (testSize ? pretrained.test_input_size : undefined) ?? pretrained.input_size,
      mean: pretrained.mean,
      std: pretrained.std,
      crop_mode: oneOf(['center', 'squash'], pretrained.crop_mode, 'crop_mode', what),
      crop_pct: (testSize ? pretrained.test_crop_pct : undefined) ?? pretrained.crop_pct,
      interpolation: oneOf(['bilinear', 'bicubic'], pretrained.interpolation, 'interpolation', what),
    },
    licence: pretrained.license ?? null,
  };
}

function parse(text: string, what: string): z.infer<typeof configSchema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    const page = /^\s*</.test(text) ? ' It looks like a web page, such as the log-in of a network.' : '';
    throw new Failure(`${what} is not JSON.${page}`);
  }
  const parsed = configSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new Failure(`${what} is not what timm writes: ${z.prettifyError(parsed.error)}`);
}

function labelsOf(config: z.infer<typeof configSchema>, classes: number, what: string): string[] | null {
  const names = config.label_names ?? config.pretrained_cfg.label_names;
  if (names === undefined) return null;
  if (names.length !== classes)
    throw new Failure(`${what} names ${names.length} classes, but the model has ${classes}`);
  return names.map((name) => config.label_descriptions?.[name] ?? name);
}

function oneOf<Choice extends string>(choices: readonly Choice[], value: string, key: string, what: string): Choice {
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  throw new Failure(`${what}: ${key} is "${value}"; only ${choices.join(' and ')} can be computed here`);
}

/** The `license` in the front matter of a model card. */
export function licenceOfCard(card: string): string | null {
  const matter = /^---\r?\n([\s\S]*?)\r?\n---/.exec(card)?.[1] ?? '';
  const value = (key: string): string | undefined =>
    new RegExp(`^${key}:[ \\t]*["']?([^"'\\r\\n]+?)["']?[ \\t]*$`, 'm').exec(matter)?.[1];
  const licence = value('license');
  return (licence === 'other' ? value('license_name') : undefined) ?? licence ?? null;
}
