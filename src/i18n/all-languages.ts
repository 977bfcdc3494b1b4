import type { Language } from '../contract/names.ts';
import { ENGLISH, english } from './english.ts';
import { advice as adviceJa } from './ja/advice.ts';
import { device as deviceJa } from './ja/device.ts';
import { docs as docsJa } from './ja/docs.ts';
import { errors as errorsJa } from './ja/errors.ts';
import { latency as latencyJa } from './ja/latency.ts';
import { models as modelsJa } from './ja/models.ts';
import { notebook as notebookJa } from './ja/notebook.ts';
import { page as pageJa } from './ja/page.ts';
import { createTranslator, type TextKey, type Texts, type Translator } from './texts.ts';

/** All texts, in each language. The build lays out all but the English ones as assets; the Worker does not import this. */
export const TEXTS: Readonly<Record<Language, Texts>> = {
  en: ENGLISH,
  ja: { ...pageJa, ...deviceJa, ...latencyJa, ...notebookJa, ...adviceJa, ...errorsJa, ...modelsJa, ...docsJa },
};

/** The translator of each language. */
export const TRANSLATORS: Readonly<Record<Language, Translator<TextKey>>> = {
  en: english,
  ja: createTranslator('ja', TEXTS.ja),
};
