import { TEXTS } from '../../src/i18n/all-languages.ts';
import { TEXT_FILES } from '../kit/paths.ts';
import { writeChanged } from './changed-file.ts';

/** Writes the texts of each language but English, which is part of the Worker, unless they are there already. */
export function buildTexts(): void {
  for (const [language, texts] of Object.entries(TEXTS))
    if (language !== 'en') writeChanged(`${TEXT_FILES}/${language}.json`, JSON.stringify(texts));
}
