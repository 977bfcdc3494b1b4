import fc, { type Arbitrary } from 'fast-check';

import type { ParameterSchema } from './description.ts';

/** What no number of a query is: other notations, other signs, other digits, nothing. */
const NO_NUMBERS = [
  '',
  'x',
  '0x1',
  '1e0',
  '+1',
  '-1',
  ' 1',
  '1 ',
  '1_0',
  '1,5',
  '1.',
  '.5',
  '１',
  'NaN',
  'Infinity',
  'true',
];

/** Values of a parameter, as a query has them: more than one where it may be given several times. */
export function validValues(schema: ParameterSchema): Arbitrary<string[]> {
  if (schema.type !== 'array') return validValue(schema).map((value) => [value]);
  return fc.array(validValue(schema.items ?? { type: 'string' }), { minLength: 1, maxLength: 3 });
}

function validValue(schema: ParameterSchema): Arbitrary<string> {
  const { type, pattern, minLength = 0, maxLength = 40, example } = schema;
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (type === 'boolean') return fc.constantFrom('true', 'false');
  if (type === 'integer') return fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? 1000 }).map(String);
  if (type === 'number') {
    const { exclusiveMinimum = 0, minimum = exclusiveMinimum + 0.001, maximum = 1e6 } = schema;
    const thousandths = fc.integer({ min: Math.round(minimum * 1000), max: Math.round(maximum * 1000) });
    return thousandths.map((value) => String(value / 1000));
  }
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern, 'u'));
  const text = fc.string({ unit: 'grapheme', minLength, maxLength });
  return typeof example === 'string' ? fc.oneof(fc.constant(example), text) : text;
}

/** Values that a parameter may not have; undefined where every text is one. */
export function invalidValues(schema: ParameterSchema): Arbitrary<string> | undefined {
  const { type, pattern, maxLength, items } = schema;
  if (type === 'array') return items && invalidValues(items);
  if (schema.enum !== undefined) return misspelt(schema.enum);
  if (type === 'boolean') return misspelt(['true', 'false']);
  if (type === 'integer' || type === 'number') {
    const { minimum, exclusiveMinimum, maximum, exclusiveMaximum } = schema;
    const low = minimum === undefined ? exclusiveMinimum : minimum - 1;
    const high = maximum === undefined ? exclusiveMaximum : maximum + 1;
    const bounds = [low, high].flatMap((bound) => (bound === undefined ? [] : [String(bound)]));
    return fc.constantFrom(...NO_NUMBERS, ...(type === 'integer' ? ['1.5', '1.0'] : []), '9'.repeat(30), ...bounds);
  }
  if (pattern !== undefined) {
    const whole = new RegExp(pattern, 'u');
    const near = fc.tuple(fc.stringMatching(whole), fc.constantFrom(' ', ',', ';', '-', '٣', '\n', '@'));
    const misses = fc.oneof(
      fc.string(),
      near.map(([value, more]) => `${value}${more}`),
      near.map(([value, more]) => `${more}${value}`),
    );
    return misses.filter((value) => !whole.test(value));
  }
  return maxLength === undefined ? undefined : fc.constant('x'.repeat(maxLength + 1));
}

function misspelt(names: readonly string[]): Arbitrary<string> {
  const near = fc.constantFrom(...names).chain((name) => fc.constantFrom(name.toUpperCase(), `${name} `, `${name},`));
  return fc.oneof(near, fc.constantFrom('', '1', 'x')).filter((value) => !names.includes(value));
}
