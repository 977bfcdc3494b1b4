import { en } from './en.ts';
import { ja } from './ja.ts';
import { type Say, sayIn, type TextKey, type Texts } from './texts.ts';

/** The languages of the pages, the default one first. */
export const LANGUAGES = ['en', 'ja'] as const;

export type Language = (typeof LANGUAGES)[number];

/** What the pages say, in each language. */
export const TEXTS: Readonly<Record<Language, Texts>> = { en, ja };

const SAY: Readonly<Record<Language, Say<TextKey>>> = { en: sayIn('en', en), ja: sayIn('ja', ja) };

/** How the pages speak a language. */
export function sayFor(language: Language): Say<TextKey> {
  return SAY[language];
}

/** Whether the pages speak this language. */
export function isLanguage(tag: string | undefined): tag is Language {
  return LANGUAGES.some((language) => language === tag);
}
