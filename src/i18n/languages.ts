import { choice as choiceEn } from './en/choice.ts';
import { latency as latencyEn } from './en/latency.ts';
import { page as pageEn } from './en/page.ts';
import { choice as choiceJa } from './ja/choice.ts';
import { latency as latencyJa } from './ja/latency.ts';
import { page as pageJa } from './ja/page.ts';
import { type Say, type ScriptTexts, sayIn, type TextKey, type Texts } from './texts.ts';

/** The languages of the pages, the default one first. */
export const LANGUAGES = ['en', 'ja'] as const;

export type Language = (typeof LANGUAGES)[number];

/** What the pages say, in each language. */
export const TEXTS: Readonly<Record<Language, Texts>> = {
  en: { ...pageEn, ...latencyEn, ...choiceEn },
  ja: { ...pageJa, ...latencyJa, ...choiceJa },
};

/** What of it is sent to the scripts. */
export const SCRIPT_TEXTS: Readonly<Record<Language, ScriptTexts>> = { en: pageEn, ja: pageJa };

const SAY: Readonly<Record<Language, Say<TextKey>>> = { en: sayIn('en', TEXTS.en), ja: sayIn('ja', TEXTS.ja) };

/** How the pages speak a language. */
export function sayFor(language: Language): Say<TextKey> {
  return SAY[language];
}

/** Whether the pages speak this language. */
export function isLanguage(tag: string | undefined): tag is Language {
  return LANGUAGES.some((language) => language === tag);
}
