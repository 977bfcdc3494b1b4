import type { Context } from 'hono';

import type { ModelEntry } from '../../catalogue/manifest.ts';
import { findModel, knowsAllModels, listModels } from '../../catalogue/registry.ts';
import { modelBytes } from '../../catalogue/served-files.ts';
import type { compareQuery } from '../../contract/query/compare.ts';
import { DECIMAL } from '../../contract/query/kinds.ts';
import type { QueryValues } from '../../contract/query/query.ts';
import { ENGINE_NAMES, type EngineName } from '../../contract/names.ts';
import { availableEngines, preferredEngine } from '../../inference/engines/engines.ts';
import { MODEL_BYTES } from '../../inference/memory/limits.ts';
import { normaliseWeights } from '../../verdict/ensemble.ts';
import type { AppEnv } from '../app-env.ts';
import { invalid } from '../invalid-parameter.ts';
import { logEventOnce } from '../log.ts';
import { ProblemError } from '../problem.ts';

/** A model that answers a request, what runs it, and its part in the ensemble; all parts sum to 1. */
export interface Member {
  readonly model: ModelEntry;
  readonly engine: EngineName;
  readonly weight: number;
}

/**
 * The one model of a request that names no others.
 * @throws ProblemError `unknown-model` or `engine-not-available`
 */
export function requireMember(c: Context<AppEnv>, name?: string, engine?: EngineName): Member {
  const model = requireModel(name);
  return { model, engine: requireEngine(c, model, engine), weight: 1 };
}

/**
 * The models that a request compares.
 * @throws ProblemError `unknown-model`, `engine-not-available`, `incompatible-models`, or `invalid-parameter` when a model
 *   is named twice or the weights do not fit the models
 */
export function requireMembers(
  c: Context<AppEnv>,
  { models, weights, engine }: Pick<QueryValues<typeof compareQuery>, 'models' | 'weights' | 'engine'>,
): Member[] {
  const members = models.split(',').map((entry): Member => {
    const [name = '', ...rest] = entry.trim().split('@');
    if (rest.length === 0) return requireMember(c, name, engine);
    const wanted = ENGINE_NAMES.find((known) => known === rest.join('@'));
    const member = requireModel(name);
    if (wanted === undefined) throw invalid('models', `${ENGINE_NAMES.join(' or ')} behind an @`);
    return { model: member, engine: requireEngine(c, member, wanted), weight: 1 };
  });
  const names = new Set(members.map(({ model, engine: runner }) => `${model.name}@${runner}`));
  if (names.size < members.length) throw invalid('models', 'each model only once, or once for each engine');
  requireSameClasses(members);
  const parts = requireWeights(weights, members.length);
  return members.map((member, index) => ({ ...member, weight: parts[index] ?? 0 }));
}

/**
 * The model of that name, or the default one.
 * @throws ProblemError `unknown-model`, or `model-unavailable` while a bucket that may have it does not answer, with the known
 *   ones
 */
export function requireModel(name?: string): ModelEntry {
  const model = findModel(name);
  if (model !== undefined) return model;
  const models = listModels().map((known) => known.name);
  if (!knowsAllModels()) {
    const detail = `The bucket with further models does not answer. Try again in a moment, or take one of ${models.join(', ')}.`;
    throw new ProblemError('model-unavailable', detail, { models }, { 'Retry-After': '2' });
  }
  throw new ProblemError('unknown-model', `There is no model of that name. Known: ${models.join(', ')}.`, { models });
}

/**
 * The engine that a request names, or the deployment's default, or one that can run the model.
 * @throws ProblemError `engine-not-available`, with those that are
 */
function requireEngine(c: Context<AppEnv>, model: ModelEntry, name?: EngineName): EngineName {
  const engines = availableEngines(model);
  const { ENGINE } = c.env;
  if (ENGINE !== undefined && !ENGINE_NAMES.some((known) => known === ENGINE)) {
    const fault = `ENGINE is ignored, because it is none of ${ENGINE_NAMES.join(', ')}`;
    logEventOnce('error', 'misconfigured', { fault });
  }
  const wanted = name ?? preferredEngine(engines, ENGINE, (engine) => modelBytes(model, engine) <= MODEL_BYTES);
  if (wanted !== undefined && engines.includes(wanted)) return wanted;
  throw new ProblemError(
    'engine-not-available',
    engines.length === 0
      ? `This deployment has no engine that can run ${model.name}.`
      : `${model.name} cannot be run by ${wanted ?? ''} here. Engines that can: ${engines.join(', ')}.`,
    { engines },
  );
}

function requireWeights(weights: string | undefined, count: number): number[] {
  if (weights === undefined) return Array.from({ length: count }, () => 1 / count);
  const numbers = weights.split(/, ?/).map((text) => (DECIMAL.test(text) ? Number(text) : NaN));
  if (numbers.length !== count) throw invalid('weights', `${count} numbers, one for each model, not ${numbers.length}`);
  try {
    return normaliseWeights(numbers);
  } catch (error) {
    if (error instanceof RangeError) throw invalid('weights', 'numbers from 0 on, one of them above 0');
    throw error;
  }
}

/** Models have the same classes when they have the same class list. */
function requireSameClasses(members: readonly Member[]): void {
  const spaces = Map.groupBy(members, ({ model }) => model.classes.file);
  if (spaces.size === 1) return;
  const label_spaces = Object.fromEntries(
    [...spaces].map(([file, group]) => [file.replace(/(\.classes)?\.json$/, ''), group.map(({ model }) => model.name)]),
  );
  const sides = Object.entries(label_spaces).map(([space, names]) => `${names.join(', ')} the classes ${space}`);
  throw new ProblemError('incompatible-models', `These models cannot vote together: ${sides.join('; ')}.`, {
    label_spaces,
  });
}
