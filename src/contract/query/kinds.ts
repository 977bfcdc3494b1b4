import { type Parameter, parameterOf } from './parameter.ts';

/** What OpenAPI says of a parameter beside the type of its value. */
type Docs = Readonly<Record<string, unknown>>;

/** Any text. */
export function textOf(expected: string, docs: Docs): Parameter<string> {
  return parameterOf(expected, (value) => ({ value }), { type: 'string', ...docs });
}

/** A text that a pattern matches. */
export function patternOf(pattern: RegExp, expected: string, docs: Docs): Parameter<string> {
  return parameterOf(expected, (value) => (pattern.test(value) ? { value } : undefined), { type: 'string', ...docs });
}

/** One of these words. */
export function choiceOf<const Name extends string>(
  names: readonly Name[],
  expected: string,
  docs: Docs = {},
): Parameter<Name> {
  return {
    required: true,
    schema: { type: 'string', enum: names, ...docs },
    read: (given) => {
      const value = names.find((name) => name === given);
      return value === undefined ? { expected } : { value };
    },
  };
}

/** `true` or `false`. */
export function flagOf(description: string): Parameter<boolean> {
  const { read, required } = choiceOf(['true', 'false'], 'true or false');
  return {
    required,
    schema: { type: 'boolean', description },
    read: (given) => {
      const reading = read(given);
      return 'value' in reading ? { value: reading.value === 'true' } : reading;
    },
  };
}

/** A number as people write it: decimal digits, and a point where it is not whole. Not `0x1`, `1e0`, `+1` or ` 1`. */
export const DECIMAL = /^\d{1,15}(?:\.\d{1,30})?$/;

/** A number that is written as {@link DECIMAL} has it. */
export function decimalOf(expected: string, isValid: (value: number) => boolean, docs: Docs): Parameter<number> {
  return numberOf(DECIMAL, expected, isValid, { type: 'number', ...docs });
}

/** A whole number within limits, both included. */
export function wholeNumberOf(low: number, high: number, docs: Docs): Parameter<number> {
  return numberOf(/^\d{1,9}$/, `a whole number from ${low} to ${high}`, (value) => value >= low && value <= high, {
    type: 'integer',
    minimum: low,
    maximum: high,
    ...docs,
  });
}

function numberOf(
  pattern: RegExp,
  expected: string,
  isValid: (value: number) => boolean,
  schema: Docs,
): Parameter<number> {
  return parameterOf(
    expected,
    (text) => {
      const value = Number(text);
      return pattern.test(text) && isValid(value) ? { value } : undefined;
    },
    schema,
  );
}
