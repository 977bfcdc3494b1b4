import { expect, it } from 'vitest';

import { shortLabel } from '../../../../src/web/answer/label.ts';

it('calls a label by the first of its synonyms', () => {
  expect(shortLabel('giant panda, panda, panda bear')).toBe('giant panda');
  expect(shortLabel('food')).toBe('food');
});
