import { expect, it } from 'vitest';

import { ClassNames } from '../../../../../src/web/client/notebook/class-names.ts';
import { matches } from '../../../../../src/web/client/notebook/search.ts';
import { entry } from './entries.ts';

const CLASSES = new ClassNames('ja', [{ en: ['giant panda, panda', 'cock'], ja: ['パンダ', '雄鶏'] }]);
const noted = entry('giant panda, panda', { truth: 'Leaf rust', place: 'Field 3, north', note: 'ﾃｽﾄ after rain' });

it.each([
  ['', true],
  ['PANDA', true],
  ['rust leaf', true],
  ['field rain', true],
  ['テスト', true],
  ['EfficientNet-B0', true],
  ['efficientnet_b0', true],
  ['ﾊﾟﾝﾀﾞ', true],
  // Only the likeliest label counts.
  ['cock', false],
  ['rust snow', false],
])('a search for %j finds the entry: %s', (search, found) => {
  expect(matches(noted, search, { titleOf: () => 'EfficientNet-B0', classes: CLASSES })).toBe(found);
});
