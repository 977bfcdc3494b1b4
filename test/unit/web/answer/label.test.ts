import { expect, it } from 'vitest';

import { labelLanguage, shortLabel } from '../../../../src/web/answer/label.ts';

it('calls a label by the first of its synonyms', () => {
  expect(shortLabel('giant panda, panda, panda bear')).toBe('giant panda');
  expect(shortLabel('food')).toBe('food');
});

it.each([
  ['giant panda, panda, panda bear', 'en'],
  ['iPod', 'en'],
  ['ジャイアントパンダ', 'ja'],
  ['Tシャツ', 'ja'],
  ['弓', 'ja'],
  ['そろばん', 'ja'],
])('%s is named in %s', (label, language) => {
  expect(labelLanguage(label)).toBe(language);
});
