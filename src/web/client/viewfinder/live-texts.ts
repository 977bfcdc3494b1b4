import type { live } from '../../../i18n/en/live.ts';
import type { Language } from '../../../contract/names.ts';

/** Key of a text of the live view. */
export type LiveKey = keyof typeof live;

/** The texts of the live view in one language. */
export type LiveTexts = Readonly<Record<LiveKey, string>>;

/** The texts of each language, in a file of its own, so that nobody loads those of another one. */
const TEXTS: Readonly<Record<Language, () => Promise<{ readonly live: LiveTexts }>>> = {
  en: () => import('../../../i18n/en/live.ts'),
  ja: () => import('../../../i18n/ja/live.ts'),
};

/** Loads the texts of the live view. */
export async function loadLiveTexts(language: Language): Promise<LiveTexts> {
  return (await TEXTS[language]()).live;
}
