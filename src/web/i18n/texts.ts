import type { en } from './en.ts';

/** Name of something that the pages say. */
export type TextKey = keyof typeof en;

/** All that the pages say, in one language. */
export type Texts = Readonly<Record<TextKey, string>>;

/** Says something: looks it up in one language and fills in `{name}`. */
export interface Say {
  (key: TextKey, values?: Readonly<Record<string, string | number>>): string;
  /** BCP 47 tag of the language. */
  readonly language: string;
}

/** @param language BCP 47 tag, also of how numbers are written */
export function sayIn(language: string, texts: Texts): Say {
  const say = (key: TextKey, values: Readonly<Record<string, string | number>> = {}): string =>
    texts[key].replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
  return Object.assign(say, { language });
}

/** Whether there is a text of this name, as for a kind of problem that a newer server knows. */
export function isTextKey(texts: Texts, key: string): key is TextKey {
  return Object.hasOwn(texts, key);
}
