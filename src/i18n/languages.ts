import { type Language, LANGUAGES } from '../contract/names.ts';

/** Whether the pages have this language. */
export function isLanguage(tag: string | undefined): tag is Language {
  return LANGUAGES.some((language) => language === tag);
}
