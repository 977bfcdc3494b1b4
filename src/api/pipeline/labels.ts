import type { Context } from 'hono';

import { readLabels } from '../../catalogue/assets.ts';
import type { ModelEntry } from '../../catalogue/manifest.ts';
import type { Language } from '../../contract/names.ts';
import { modelStore } from '../../inference/model-store.ts';
import type { AppEnv } from '../app-env.ts';
import { logEvent } from '../log.ts';
import { ProblemError } from '../problem.ts';

/**
 * Labels of a model's classes, in the order of its logits.
 * @throws ProblemError `model-unavailable` when they cannot be read; the log has the reason
 */
export async function requireLabels(
  c: Context<AppEnv>,
  model: ModelEntry,
  language: Language,
): Promise<readonly string[]> {
  try {
    return await readLabels(modelStore(c.env), model, language);
  } catch (error) {
    const { name } = model;
    const { trace_id, span_id } = c.get('trace');
    logEvent('error', 'load_failed', { model: name, error: String(error), trace_id, span_id });
    const detail = `The classes of ${name} could not be read. Try again in a moment.`;
    throw new ProblemError('model-unavailable', detail, {}, { 'Retry-After': '1' });
  }
}
