import type { advice } from './en/advice.ts';
import type { device } from './en/device.ts';
import type { docs } from './en/docs.ts';
import type { errors } from './en/errors.ts';
import type { latency } from './en/latency.ts';
import type { models } from './en/models.ts';
import type { notebook } from './en/notebook.ts';
import type { page } from './en/page.ts';

/** Key of a text that the browser's scripts need, too; the other texts are not sent to them. */
export type ScriptKey = keyof typeof page | keyof typeof device;

/** Key of a text that only the notebook's script needs, beside those of all scripts. */
export type NotebookKey = keyof typeof notebook;

/** Key of a text. */
export type TextKey =
  | ScriptKey
  | NotebookKey
  | keyof typeof latency
  | keyof typeof advice
  | keyof typeof errors
  | keyof typeof models
  | keyof typeof docs;

/** All texts in one language. */
export type Texts = Readonly<Record<TextKey, string>>;

/** The texts of the browser's scripts in one language. */
export type ScriptTexts = Readonly<Record<ScriptKey, string>>;

/** The texts of the notebook's script in one language. */
export type NotebookTexts = Readonly<Record<ScriptKey | NotebookKey, string>>;

/** Looks up a text in one language and fills in its `{name}` places. */
export interface Translator<Key extends string = ScriptKey> {
  (key: Key, values?: Readonly<Record<string, string | number>>): string;
  /** The same in pieces, so that other things than text can be filled in, such as elements of a page. */
  readonly parts: <Value>(key: Key, values: Readonly<Record<string, Value>>) => (string | Value)[];
  /** BCP 47 tag of the language. */
  readonly language: string;
}

/** @param language BCP 47 tag, which also decides how numbers are written */
export function createTranslator<Key extends string>(
  language: string,
  texts: Readonly<Record<Key, string>>,
): Translator<Key> {
  const parts = <Value>(key: Key, values: Readonly<Record<string, Value>>): (string | Value)[] =>
    // The names of the places are at the odd positions.
    texts[key].split(/\{(\w+)\}/).map((part, at) => (at % 2 === 0 ? part : (values[part] ?? '')));
  const t = (key: Key, values: Readonly<Record<string, string | number>> = {}): string => parts(key, values).join('');
  return Object.assign(t, { parts, language });
}

/** Whether there is a text with this key. A newer server may know kinds of problem that these texts do not. */
export function isTextKey<Key extends TextKey>(texts: Readonly<Record<Key, string>>, key: string): key is Key {
  return Object.hasOwn(texts, key);
}
