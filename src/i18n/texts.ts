import type { choice } from './en/choice.ts';
import type { latency } from './en/latency.ts';
import type { page } from './en/page.ts';

/** Name of something that is said in the browser, too; what only the server's pages say is not sent to its scripts. */
export type ScriptKey = keyof typeof page;

/** Name of something that the pages say. */
export type TextKey = ScriptKey | keyof typeof latency | keyof typeof choice;

/** All that the pages say, in one language. */
export type Texts = Readonly<Record<TextKey, string>>;

/** What the scripts say, in one language. */
export type ScriptTexts = Readonly<Record<ScriptKey, string>>;

/** Says something: looks it up in one language and fills in `{name}`. */
export interface Say<Key extends TextKey = ScriptKey> {
  (key: Key, values?: Readonly<Record<string, string | number>>): string;
  /** The same in pieces, so that more than text can be filled in, such as elements of a page. */
  readonly parts: <Value>(key: Key, values: Readonly<Record<string, Value>>) => (string | Value)[];
  /** BCP 47 tag of the language. */
  readonly language: string;
}

/** @param language BCP 47 tag, also of how numbers are written */
export function sayIn<Key extends TextKey>(language: string, texts: Readonly<Record<Key, string>>): Say<Key> {
  const parts = <Value>(key: Key, values: Readonly<Record<string, Value>>): (string | Value)[] =>
    // Names of what is filled in stand at the odd places.
    texts[key].split(/\{(\w+)\}/).map((part, at) => (at % 2 === 0 ? part : (values[part] ?? '')));
  const say = (key: Key, values: Readonly<Record<string, string | number>> = {}): string => parts(key, values).join('');
  return Object.assign(say, { parts, language });
}

/** Whether there is a text of this name, as for a kind of problem that a newer server knows. */
export function isTextKey<Key extends TextKey>(texts: Readonly<Record<Key, string>>, key: string): key is Key {
  return Object.hasOwn(texts, key);
}
