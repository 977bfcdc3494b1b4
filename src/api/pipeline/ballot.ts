import type { z } from '@hono/zod-openapi';
import type { Context } from 'hono';

import { ENGINE_NAMES } from '../../catalogue/manifest.ts';
import { normaliseWeights } from '../../verdict/ensemble.ts';
import type { AppEnv } from '../app-env.ts';
import type { compareQuerySchema } from '../../contract/comparison.ts';
import { requireEngine } from './engine.ts';
import { invalid } from '../invalid-parameter.ts';
import { type Choice, requireModel } from './job.ts';
import { ProblemError } from '../problem.ts';

/** A model of an ensemble. */
export interface Candidate extends Choice {
  /** All of them sum to 1. */
  readonly weight: number;
}

/**
 * The models that a request compares, and how much each counts.
 * @throws ProblemError `unknown-model`, `engine-not-available`, `incompatible-models`, or `invalid-parameter` for weights
 *   that are none, too many or too few, and for a model that is named twice
 */
export function requireBallot(
  c: Context<AppEnv>,
  { models, weights, engine }: Pick<z.infer<typeof compareQuerySchema>, 'models' | 'weights' | 'engine'>,
): Candidate[] {
  const choices = models.split(',').map((entry): Choice => {
    const [name = '', ...rest] = entry.trim().split('@');
    const model = requireModel(name);
    if (rest.length === 0) return { model, engine: requireEngine(c, model, engine) };
    const wanted = ENGINE_NAMES.find((known) => known === rest.join('@'));
    if (wanted === undefined) throw invalid('models', `${ENGINE_NAMES.join(' or ')} behind an @`);
    return { model, engine: requireEngine(c, model, wanted) };
  });
  const names = new Set(choices.map((choice) => `${choice.model.name}@${choice.engine}`));
  if (names.size < choices.length) throw invalid('models', 'each model only once, or once for each engine');
  requireSameClasses(choices);
  const parts = requireWeights(weights, choices.length);
  return choices.map((choice, index) => ({ ...choice, weight: parts[index] ?? 0 }));
}

function requireWeights(weights: string | undefined, count: number): number[] {
  if (weights === undefined) return Array.from({ length: count }, () => 1 / count);
  const numbers = weights.split(',').map((text) => (text.trim() === '' ? NaN : Number(text)));
  if (numbers.length !== count) throw invalid('weights', `${count} numbers, one for each model, not ${numbers.length}`);
  try {
    return normaliseWeights(numbers);
  } catch (error) {
    if (error instanceof RangeError) throw invalid('weights', 'numbers from 0 on, one of them above 0');
    throw error;
  }
}

/** Models share their classes when they share the list of them. */
function requireSameClasses(choices: readonly Choice[]): void {
  const spaces = Map.groupBy(choices, ({ model }) => model.classes.file);
  if (spaces.size === 1) return;
  const label_spaces = Object.fromEntries(
    [...spaces].map(([file, members]) => [
      file.replace(/(\.classes)?\.json$/, ''),
      members.map(({ model }) => model.name),
    ]),
  );
  const sides = Object.entries(label_spaces).map(([space, names]) => `${names.join(', ')} the classes ${space}`);
  throw new ProblemError('incompatible-models', `These models cannot vote together: ${sides.join('; ')}.`, {
    label_spaces,
  });
}
