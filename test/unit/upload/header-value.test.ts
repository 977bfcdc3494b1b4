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
  ['form-data; name = image', 'form-data', { name: 'image' }],
  // RFC 6266, section 5, and the same with a space.
  [`form-data; filename*= UTF-8''%e2%82%ac%20rates`, 'form-data', { 'filename*': `UTF-8''%e2%82%ac%20rates` }],
  ['form-data; name=image; filename=my photo.jpg ', 'form-data', { name: 'image', filename: 'my photo.jpg' }],
  [
    'form-data; filename="a "nice" photo.jpg"; name=image',
    'form-data',
    { filename: 'a "nice" photo.jpg', name: 'image' },
  ],
  ['form-data; filename="a"b.jpg"', 'form-data', { filename: 'a"b.jpg' }],
  ['multipart/form-data; boundary=*****', 'multipart/form-data', { boundary: '*****' }],
  ['form-data; name=a; NAME=a', 'form-data', { name: 'a' }],
])('understands %s', (text, value, parameters) => {
  expect(parseHeaderValue(text)).toEqual({
    value,
    parameters: new Map(Object.entries(parameters)),
    contradictory: new Set(),
  });
});

it.each([
  'form-data; name',
  'form-data name=image',
  'form-data; name="image',
  'form-data; name="image"x',
  'form-data; name="image\\"',
])('finds no sense in %s', (text) => {
  expect(parseHeaderValue(text)).toBeNull();
});

it('keeps the first of several parameters, and says which contradict each other', () => {
  const { parameters, contradictory } = parseHeaderValue('form-data; name=a; filename=x; NAME=b; filename=x') ?? {};
  expect([parameters?.get('name'), parameters?.get('filename')]).toEqual(['a', 'x']);
  expect(contradictory).toEqual(new Set(['name']));
});

it('takes no longer for a long value than its length', () => {
  const long = `form-data; filename="${'\\"'.repeat(50_000)}"`;
  expect(parseHeaderValue(long)?.parameters.get('filename')).toHaveLength(50_000);
  expect(parseHeaderValue(`form-data${'; '.repeat(50_000)}x`)).toBeNull();
});
