import { join } from 'node:path';

import { z } from 'zod';

import { VARIANT_KINDS } from '../../../src/contract/names.ts';
import { Failure } from '../../kit/failure.ts';
import type { LayerScheme, Scheme } from '../onnx/qdq.ts';
import { readJson, type Workspace, writeFormatted } from '../workspace.ts';
import { METHODS } from './histogram.ts';
import type { Choice } from './selection.ts';

const layerSchema = z.strictObject({
  /** How the range was chosen; null for a layer that computes in fp32. */
  method: z.enum(METHODS).nullable(),
  /** What the layer reads is rounded to these: one of each a channel. */
  input: z
    .strictObject({ scales: z.array(z.number().positive()), zero_points: z.array(z.int().min(0).max(255)) })
    .optional(),
  /** Added to its bias, one number an output channel. */
  bias: z.array(z.number()).optional(),
  /** What quantising this layer alone does to the logits: root of the squared error, as a part of their variance. */
  error: z.number().nonnegative(),
});

/** Schema of `models/calibration/NAME.json`: all that is known of a variant beside the weights of its base. */
const calibrationSchema = z.strictObject({
  version: z.literal(2),
  of: z.string(),
  kind: z.enum(VARIANT_KINDS),
  date: z.iso.date(),
  command: z.string(),
  /** Calibration pictures: all of them for ranges, some of them for the sensitivity of the layers. */
  pictures: z.strictObject({ ranges: z.int().positive(), sensitivity: z.int().positive() }),
  layers: z.record(z.string(), layerSchema),
});

export type Calibration = z.infer<typeof calibrationSchema>;

/** Where the calibration of a variant lies, inside `models/`. */
export function calibrationPath(name: string): string {
  return `calibration/${name}.json`;
}

/** @throws Failure when the file is missing, is no calibration, or was made by an earlier quantiser */
export async function readCalibration({ models }: Workspace, path: string): Promise<Calibration> {
  const parsed = calibrationSchema.safeParse(await readJson(join(models, path)));
  if (parsed.success) return parsed.data;
  throw new Failure(
    `models/${path} is not valid: ${z.prettifyError(parsed.error)}\nA variant of an earlier version has to be made again ` +
      '(npm run models -- quantise) or to go (npm run models -- remove).',
  );
}

export async function writeCalibration(workspace: Workspace, path: string, calibration: Calibration): Promise<void> {
  await writeFormatted(workspace, path, JSON.stringify(calibration, null, 2));
}

/** What was chosen for each layer, as the file has it. */
export function layersOf(choices: readonly Choice[]): Calibration['layers'] {
  return Object.fromEntries(
    choices.map(({ layer, method, error, scheme: { input, bias } }) => [
      layer,
      {
        method,
        ...(input && { input: { scales: [...input.scales], zero_points: [...input.zeroPoints] } }),
        ...(bias && { bias: bias.map((value) => Number(value.toPrecision(4))) }),
        error: Number(Math.sqrt(error).toPrecision(3)),
      },
    ]),
  );
}

/** @returns how each layer is quantised */
export function schemeOf({ layers }: Calibration): Scheme {
  return new Map(
    Object.entries(layers).map(([name, { input, bias }]): [string, LayerScheme] => [
      name,
      {
        ...(input && { input: { scales: input.scales, zeroPoints: input.zero_points } }),
        ...(bias && { bias }),
      },
    ]),
  );
}
