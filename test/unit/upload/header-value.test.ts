import { expect, it } from 'vitest';

import { parseHeaderValue } from '../../../src/upload/header-value.ts';

it.each<[string, string, Record<string, string>]>([
  ['', '', {}],
  ['form-data', 'form-data', {}],
  ['Form-Data; Name="Image"', 'form-data', { name: 'Image' }],
  ['form-data;name=image;filename=a=b', 'form-data', { name: 'image', filename: 'a=b' }],
  ['form-data ; name="a;b\\"c\\\\" ;; x="" ; ', 'form-data', { name: 'a;b"c\\', x: '' }],
  [`form-data; filename*=utf-8''%e2%82%ac`, 'form-data', { 'filename*': `utf-8''%e2%82%ac` }],
  ['form-data; filename="\u2028é"', 'form-data', { filename: '\u2028é' }],
])('understands %s', (text, value, parameters) => {
  expect(parseHeaderValue(text)).toEqual({ value, parameters: new Map(Object.entries(parameters)) });
});

it.each([
  'form-data; name',
  'form-data; name =image',
  'form-data name=image',
  'form-data; name="image',
  'form-data; name="image"x',
  'form-data; name=a; NAME=b',
  'form-data; name="image\\"',
])('finds no sense in %s', (text) => {
  expect(parseHeaderValue(text)).toBeNull();
});

it('takes no longer for a long value than its length', () => {
  const long = `form-data; filename="${'\\"'.repeat(50_000)}"`;
  expect(parseHeaderValue(long)?.parameters.get('filename')).toHaveLength(50_000);
  expect(parseHeaderValue(`form-data${'; '.repeat(50_000)}x`)).toBeNull();
});
