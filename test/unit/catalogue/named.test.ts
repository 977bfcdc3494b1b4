import { expect, it } from 'vitest';

import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import { findNamed } from '../../../src/catalogue/named.ts';

const NAMES = { net: ['net.real', 'net_taught'], big: ['big.real'] };

/** What a name finds among models of these names. */
function found(name: string, ...there: string[]): string | undefined {
  return findNamed({ models: there.map((each) => ({ name: each }) as ModelEntry), names: NAMES }, name)?.name;
}

it.each([
  ['net', ['other', 'net_taught', 'net.real'], 'net.real'],
  ['net', ['other', 'net_taught'], 'net_taught'],
  ['net', ['other'], undefined],
  ['big', ['other', 'net.real'], undefined],
  ['net_int8', ['net.real', 'net.real_int8'], 'net.real_int8'],
  // Until it is quantised, the model itself answers.
  ['net_int8', ['net.real', 'net.real_w8'], 'net.real'],
  ['net_w8', ['net_taught', 'net_taught_w8'], 'net_taught_w8'],
  ['net_int4', ['net.real'], undefined],
  ['net_taught', ['net.real'], undefined],
  ['net.real', ['net.real'], 'net.real'],
  ['other_int8', ['other'], undefined],
  ['toString', ['other'], undefined],
  ['__proto___int8', ['other'], undefined],
])('%s among %j is %s', (name, there, expected) => {
  expect(found(name, ...there)).toBe(expected);
});

it('a model of that very name comes first', () => {
  expect(found('net', 'net.real', 'net')).toBe('net');
});
