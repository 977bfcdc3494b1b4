import { advice as adviceEn } from './en/advice.ts';
import { latency as latencyEn } from './en/latency.ts';
import { page as pageEn } from './en/page.ts';
import { advice as adviceJa } from './ja/advice.ts';
import { latency as latencyJa } from './ja/latency.ts';
import { page as pageJa } from './ja/page.ts';
import { createTranslator, type ScriptTexts, type TextKey, type Texts, type Translator } from './texts.ts';

/** The languages of the pages, the default one first. */
export const LANGUAGES = ['en', 'ja'] as const;

export type Language = (typeof LANGUAGES)[number];

/** All texts, in each language. */
export const TEXTS: Readonly<Record<Language, Texts>> = {
  en: { ...pageEn, ...latencyEn, ...adviceEn },
  ja: { ...pageJa, ...latencyJa, ...adviceJa },
};

/** The texts that are sent to the browser's scripts. */
export const SCRIPT_TEXTS: Readonly<Record<Language, ScriptTexts>> = { en: pageEn, ja: pageJa };

const TRANSLATORS: Readonly<Record<Language, Translator<TextKey>>> = {
  en: createTranslator('en', TEXTS.en),
  ja: createTranslator('ja', TEXTS.ja),
};

export function translatorFor(language: Language): Translator<TextKey> {
  return TRANSLATORS[language];
}

/** Whether the pages have this language. */
export function isLanguage(tag: string | undefined): tag is Language {
  return LANGUAGES.some((language) => language === tag);
}
