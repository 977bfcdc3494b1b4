import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import type { ModelDescription } from '../../../src/contract/model.ts';
import type { Checkout } from '../checkout.ts';
import { compared, type Finding, notChecked } from '../finding.ts';

/** Whether the deployment has the models of this checkout, with the same files and the same preprocessing. */
export function checkModels(models: readonly ModelDescription[], checkout: Checkout): Finding[] {
  const names = models.map(({ name }) => name);
  const missing = checkout.lists.map((list) => list.filter((name) => !names.includes(name)));
  const least = missing.toSorted((a, b) => a.length - b.length)[0] ?? [];
  return [
    compared('models', 'list', {
      isRight: least.length === 0,
      expected: 'the models of this checkout',
      seen: least.length === 0 ? `${names.length} models` : `without ${least.join(', ')}`,
    }),
    ...models.map((model) => {
      const known = checkout.models.get(model.name);
      if (known === undefined) return notChecked('models', model.name, 'known files', 'this checkout does not have it');
      const differing = differences(model, known.entry);
      return compared('models', model.name, {
        isRight: differing.length === 0,
        expected: 'files with the sums of this checkout, the same preprocessing and temperature',
        seen: differing.length === 0 ? 'the same' : `others: ${differing.join(', ')}`,
      });
    }),
  ];
}

/** Whether this checkout can tell what a model has to answer. */
export function isSameModel(model: ModelDescription, entry: ModelEntry): boolean {
  return differences(model, entry).length === 0;
}

function differences(model: ModelDescription, entry: ModelEntry): string[] {
  const sums = (files: ModelEntry['files']): Map<string, string> =>
    new Map(files.map(({ path, sha256 }) => [path, sha256]));
  const [there, here] = [sums(model.files), sums(entry.files)];
  const paths = [...new Set([...there.keys(), ...here.keys()])].filter((path) => there.get(path) !== here.get(path));
  const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
  return [
    ...paths,
    ...(isSame(model.input, entry.input) ? [] : ['input']),
    ...(model.temperature === (entry.temperature ?? 1) ? [] : ['temperature']),
    ...(model.threshold === (entry.threshold ?? null) ? [] : ['threshold']),
    ...(model.classes === entry.classes.count ? [] : ['classes']),
  ];
}

/** The members of an object in an order that does not depend on who wrote it. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
