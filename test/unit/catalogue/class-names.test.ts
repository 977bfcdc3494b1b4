import { expect, it } from 'vitest';

import { namedClasses } from '../../../src/catalogue/class-names.ts';

it('a class without a name in the language keeps its label', () => {
  expect(namedClasses(['cock', 'alp', 'yawl'], ['おんどり', null, 'ヨール（帆船）'])).toEqual([
    'おんどり',
    'alp',
    'ヨール（帆船）',
  ]);
  expect(namedClasses(['scratch', 'dent'], [])).toEqual(['scratch', 'dent']);
});
