import type { Context } from 'hono';

import { ClassFinder } from '../../catalogue/class-finder.ts';
import type { ModelEntry } from '../../catalogue/manifest.ts';
import type { Language } from '../../contract/names.ts';
import type { AppEnv } from '../app-env.ts';
import { invalid } from '../invalid-parameter.ts';
import { requireLabels } from './labels.ts';

/** Fewer classes would leave nothing to choose. */
const FEWEST = 2;

/**
 * The classes that a request restricts its answer to.
 * @param labels names or indices with commas between
 * @returns indices, in the order of the request
 * @throws ProblemError `invalid-parameter` for what is no class of the model, more than one, or there twice
 */
export async function requireClasses(
  c: Context<AppEnv>,
  model: ModelEntry,
  labels: string,
  language: Language,
): Promise<number[]> {
  const lists = await Promise.all([...new Set(['en' as const, language])].map((each) => requireLabels(c, model, each)));
  const finder = new ClassFinder(lists);
  const classes = labels.split(',').map((text, place) => {
    const found = finder.find(text);
    const [index] = found;
    if (index === undefined)
      throw invalid('labels', `classes of ${model.name} by name or index; number ${place + 1} is none`);
    if (found.length > 1)
      throw invalid(
        'labels',
        `${found.join(' or ')} instead of number ${place + 1}, which is the name of several classes`,
      );
    return index;
  });
  if (new Set(classes).size < classes.length) throw invalid('labels', 'each class only once');
  if (classes.length < FEWEST) throw invalid('labels', `${FEWEST} classes or more`);
  return classes;
}
