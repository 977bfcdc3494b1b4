/** What a request has of a parameter: its text, or all its texts where it stands there several times. */
export type Given = string | readonly string[];

/** The value of a parameter, or what would be right instead of what was given. */
export type Reading<Value> = { readonly value: Value } | { readonly expected: string };

/** A query parameter: how it is read, and how OpenAPI describes it. It is no zod schema, so that no request needs zod. */
export interface Parameter<Value> {
  /** @param given undefined where it was left out */
  readonly read: (given: Given | undefined) => Reading<Value>;
  /** Whether it must not be left out. */
  readonly required: boolean;
  /** The JSON Schema of its value, in the order in which `/openapi.json` has its members. */
  readonly schema: Readonly<Record<string, unknown>>;
}

/**
 * A parameter that is one text.
 * @param expected what would be right, in the words of the answer to a wrong one
 * @param valueOf the value of a text; undefined where it is wrong, or what is expected where that depends on the text
 */
export function parameterOf<Value>(
  expected: string,
  valueOf: (text: string) => Reading<Value> | undefined,
  schema: Parameter<Value>['schema'],
): Parameter<Value> {
  return {
    required: true,
    schema,
    read: (given) => {
      if (typeof given === 'string') return valueOf(given) ?? { expected };
      return { expected: given === undefined ? expected : `${expected}, given once` };
    },
  };
}

/** The same parameter where it may be left out. */
export function optional<Value>(parameter: Parameter<Value>): Parameter<Value | undefined> {
  return withDefault<Value | undefined>(parameter, undefined);
}

/** The same parameter with a value for those who leave it out. */
export function withDefault<Value>(parameter: Parameter<Value>, value: Value): Parameter<Value> {
  return {
    ...parameter,
    required: false,
    read: (given) => (given === undefined ? { value } : parameter.read(given)),
  };
}
