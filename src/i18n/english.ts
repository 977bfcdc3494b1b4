import { advice } from './en/advice.ts';
import { device } from './en/device.ts';
import { docs } from './en/docs.ts';
import { errors } from './en/errors.ts';
import { latency } from './en/latency.ts';
import { models } from './en/models.ts';
import { notebook } from './en/notebook.ts';
import { page } from './en/page.ts';
import {
  createTranslator,
  type NotebookKey,
  type NotebookTexts,
  type ScriptKey,
  type ScriptTexts,
  type Texts,
} from './texts.ts';

/** All texts in English, which the API speaks, too. The Worker reads those of other languages when a page is in one. */
export const ENGLISH: Texts = { ...page, ...device, ...latency, ...notebook, ...advice, ...errors, ...models, ...docs };

export const english = createTranslator('en', ENGLISH);

const SCRIPT_KEYS = Object.keys({ ...page, ...device }) as ScriptKey[];

/** Those texts of a language that are sent to the browser's scripts. */
export function scriptTexts(texts: Texts): ScriptTexts {
  return Object.fromEntries(SCRIPT_KEYS.map((key) => [key, texts[key]])) as ScriptTexts;
}

const NOTEBOOK_KEYS = Object.keys(notebook) as NotebookKey[];

/** Those texts of a language that are sent to the notebook's script. */
export function notebookTexts(texts: Texts): NotebookTexts {
  const own = Object.fromEntries(NOTEBOOK_KEYS.map((key) => [key, texts[key]])) as Record<NotebookKey, string>;
  return { ...scriptTexts(texts), ...own };
}
