import type { Context } from 'hono';

import { availableEngines } from '../../inference/engines/engines.ts';
import { ENGINE_NAMES, type EngineName, type ModelEntry } from '../../catalogue/manifest.ts';
import type { AppEnv } from '../app-env.ts';
import { logEventOnce } from '../log.ts';
import { ProblemError } from '../problem.ts';

/**
 * The engine that a request names, or the deployment's default; where that cannot run the model, one that can.
 * @throws ProblemError `engine-not-available`, with those that are
 */
export function requireEngine(c: Context<AppEnv>, model: ModelEntry, name?: EngineName): EngineName {
  const engines = availableEngines(model);
  const { ENGINE } = c.env;
  if (ENGINE !== undefined && !ENGINE_NAMES.some((known) => known === ENGINE)) {
    const fault = `ENGINE is ignored, because it is none of ${ENGINE_NAMES.join(', ')}`;
    logEventOnce('error', 'misconfigured', { fault });
  }
  const wanted = name ?? engines.find((engine) => engine === ENGINE) ?? engines[0];
  if (wanted !== undefined && engines.includes(wanted)) return wanted;
  throw new ProblemError(
    'engine-not-available',
    engines.length === 0
      ? `This deployment has no engine that can run ${model.name}.`
      : `${model.name} cannot be run by ${wanted ?? ''} here. Engines that can: ${engines.join(', ')}.`,
    { engines },
  );
}
