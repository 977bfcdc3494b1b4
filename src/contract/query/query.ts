import type { Given, Parameter } from './parameter.ts';

/** The parameters that a route takes, by their names. It takes no others. */
export type Query = Readonly<Record<string, Parameter<unknown>>>;

type ValueOf<Taken extends Parameter<unknown>> = Taken extends Parameter<infer Value> ? Value : never;

/** The values of a query. What was left out and has no default is not there. */
export type QueryValues<Taken extends Query> = {
  readonly [Name in keyof Taken as undefined extends ValueOf<Taken[Name]> ? never : Name]: ValueOf<Taken[Name]>;
} & {
  readonly [Name in keyof Taken as undefined extends ValueOf<Taken[Name]> ? Name : never]?: ValueOf<Taken[Name]>;
};

/** What is wrong with a query; `parameter` is null for those that nobody takes, whose names are not repeated. */
export interface QueryFault {
  readonly parameter: string | null;
  readonly expected: string;
}

/**
 * Reads a query: each parameter by itself, in the order in which the route names them, and then whether there are others.
 * @returns its values, or what is wrong with it
 */
export function readQuery<Taken extends Query>(
  query: Taken,
  given: Readonly<Record<string, Given>>,
):
  | { readonly values: QueryValues<Taken>; readonly faults: null }
  | { readonly values: null; readonly faults: readonly QueryFault[] } {
  const values: Record<string, unknown> = {};
  const faults: QueryFault[] = [];
  for (const [parameter, { read }] of Object.entries(query)) {
    const reading = read(Object.hasOwn(given, parameter) ? given[parameter] : undefined);
    if ('expected' in reading) faults.push({ parameter, expected: reading.expected });
    else if (reading.value !== undefined) values[parameter] = reading.value;
  }
  if (Object.keys(given).some((name) => !Object.hasOwn(query, name))) {
    const names = Object.keys(query).join(', ');
    faults.push({ parameter: null, expected: names === '' ? 'no parameters' : `no other parameters than ${names}` });
  }
  return faults.length === 0 ? { values: values as QueryValues<Taken>, faults: null } : { values: null, faults };
}
