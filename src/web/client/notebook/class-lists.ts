import type { ModelDetail } from '../../../contract/model.ts';
import { type Language, LANGUAGES } from '../../../contract/names.ts';
import { CLASS_LIST } from './name-field.tsx';
import { type ClassList, ClassNames } from './class-names.ts';
import type { NotebookEntry } from './entry.ts';
import type { NotebookStore } from './notebook-store.ts';

/** How long a list may take, in ms, before the one that is kept has to do: networks may swallow what is sent. */
const PATIENCE = 10_000;

/**
 * The classes of the models that answered: from the server, or as they were kept when there was a network; of a model
 * whose list never came, what it has answered.
 *
 * @param language of the page
 */
export async function readClassNames(
  language: string,
  store: NotebookStore,
  entries: readonly NotebookEntry[],
): Promise<ClassNames> {
  const lists = await Promise.all(modelsOf(entries).map((model) => classList(store, model)));
  return new ClassNames(language, lists, answeredLabels(entries));
}

/** The same as they are kept, without asking the server. */
export async function keptClassNames(
  language: string,
  store: NotebookStore,
  entries: readonly NotebookEntry[],
): Promise<ClassNames> {
  const lists = await Promise.all(modelsOf(entries).map(async (model) => listOf((tag) => store.classes(model, tag))));
  return new ClassNames(language, lists, answeredLabels(entries));
}

/** Keeps the classes of the models that answered, unless they are kept already. */
export async function keepClassLists(store: NotebookStore, entries: readonly NotebookEntry[]): Promise<void> {
  for (const model of modelsOf(entries)) {
    for (const language of LANGUAGES) {
      if ((await store.classes(model, language)) !== undefined) continue;
      const labels = await fetchLabels(model, language);
      if (labels !== undefined) await keepList(store, model, language, labels);
    }
  }
}

function modelsOf(entries: readonly NotebookEntry[]): string[] {
  return [...new Set(entries.flatMap(({ answers }) => answers.map(({ model }) => model)))];
}

/** The classes that models have answered with. */
export function answeredLabels(entries: readonly NotebookEntry[]): string[] {
  return entries.flatMap(({ answers }) => answers.flatMap(({ predictions }) => predictions.map(({ label }) => label)));
}

/** Lets the fields for names offer these. */
export function offerNames({ all }: ClassNames): void {
  const list = document.getElementById(CLASS_LIST);
  list?.replaceChildren(...all.map((label) => new Option('', label)));
}

/** In all languages: an answer may have come in another one than the page has now. */
async function classList(store: NotebookStore, model: string): Promise<ClassList> {
  return listOf(async (language) => {
    const kept = await store.classes(model, language);
    const fetched = await fetchLabels(model, language);
    if (fetched === undefined) return kept;
    const isKept = kept?.length === fetched.length && fetched.every((label, index) => label === kept[index]);
    if (!isKept) await keepList(store, model, language, fetched);
    return fetched;
  });
}

/** A list is of use even where there is no room to keep it. */
async function keepList(
  store: NotebookStore,
  model: string,
  language: Language,
  labels: readonly string[],
): Promise<void> {
  await store.keepClasses(model, language, labels).catch(() => undefined);
}

async function listOf(labelsIn: (language: Language) => Promise<readonly string[] | undefined>): Promise<ClassList> {
  const lists = await Promise.all(LANGUAGES.map(async (language) => [language, await labelsIn(language)] as const));
  return Object.fromEntries(lists.filter(([, labels]) => labels !== undefined));
}

async function fetchLabels(model: string, language: Language): Promise<readonly string[] | undefined> {
  if (!navigator.onLine) return undefined;
  try {
    const response = await fetch(`/v1/models/${model}?lang=${language}`, { signal: AbortSignal.timeout(PATIENCE) });
    return response.ok ? ((await response.json()) as ModelDetail).labels : undefined;
  } catch {
    return undefined;
  }
}
