import type { Language } from '../../contract/names.ts';

/** The first name of a class: ImageNet's labels are lists of synonyms. */
export function shortLabel(label: string): string {
  return label.split(',', 1)[0] ?? label;
}

/** The language that a class is named in, for screen readers: a class without a Japanese name is named in English. */
export function labelLanguage(label: string): Language {
  return /[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}]/u.test(label) ? 'ja' : 'en';
}
