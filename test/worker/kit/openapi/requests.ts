import fc, { type Arbitrary } from 'fast-check';

import type { Operation, Parameter, Place } from './description.ts';
import { invalidValues, validValues } from './values.ts';

/** A body, and what it is called. */
export interface Body {
  readonly name: string;
  /** undefined is left to the platform, which knows the boundary of a form. */
  readonly type?: string | undefined;
  readonly bytes?: Uint8Array<ArrayBuffer> | FormData | URLSearchParams | string;
}

/** A request that somebody might send. */
export interface Attempt {
  /** What is wrong with it; undefined where nothing is. */
  readonly fault?: string;
  /** Values of the parameters in the path. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly body?: Body | undefined;
}

/** What a description cannot say of its parameters. */
export interface Knowledge {
  /** Values of a parameter that depend on what is deployed, or on other parameters, by its name. */
  readonly values: Readonly<Record<string, Arbitrary<string>>>;
  /** A parameter that another one needs, unless that has a default. */
  readonly needs: Readonly<Record<string, string>>;
}

/** Requests to an operation with which nothing is wrong. */
export function validAttempts({ operation }: Place, bodies: readonly Body[], known: Knowledge): Arbitrary<Attempt> {
  const { parameters = [] } = operation;
  const of = (place: Parameter['in']): Parameter[] => parameters.filter((parameter) => parameter.in === place);
  const [path, query] = [of('path'), of('query')].map((some) =>
    fc.record(Object.fromEntries(some.map((parameter) => [parameter.name, valuesOf(parameter, known)])), {
      requiredKeys: some.flatMap(({ name, required }) => (required === true ? [name] : [])),
    }),
  ) as [Arbitrary<Record<string, string[]>>, Arbitrary<Record<string, string[]>>];
  return fc.record({
    path: path.map((values) => Object.fromEntries(Object.entries(values).map(([name, [value = '']]) => [name, value]))),
    query: query.map((values) => pairsOf(operation, values, known)),
    body: bodies.length === 0 ? fc.constant(undefined) : fc.constantFrom(...bodies),
  });
}

function valuesOf({ name, schema }: Parameter, { values }: Knowledge): Arbitrary<string[]> {
  return values[name]?.map((value) => [value]) ?? validValues(schema);
}

function pairsOf(
  { parameters = [] }: Operation,
  values: Readonly<Record<string, readonly string[]>>,
  { needs }: Knowledge,
): [string, string][] {
  return Object.entries(values).flatMap(([name, list]) => {
    const needed = parameters.find((parameter) => parameter.name === needs[name]);
    const lacks = needed !== undefined && needed.schema.default === undefined && !(needed.name in values);
    return lacks ? [] : list.map((value): [string, string] => [name, value]);
  });
}

/** Requests to an operation with which one thing is wrong. */
export function invalidAttempts(
  { operation }: Place,
  valid: Arbitrary<Attempt>,
  badBodies: readonly Body[],
): Arbitrary<Attempt> {
  const parameters = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query');
  const names = parameters.map(({ name }) => name);
  const without = ({ query }: Attempt, name: string): Attempt['query'] => query.filter(([other]) => other !== name);

  const unknown = fc
    .oneof(fc.stringMatching(/^[A-Za-z_]{1,12}$/), fc.constantFrom('topk', 'TOP_K', 'Model', 'models[]', '__proto__'))
    .filter((name) => !names.includes(name))
    .map((name) => (attempt: Attempt) => ({ fault: `?${name}`, query: [...attempt.query, [name, '1'] as const] }));

  const inQuery = parameters.flatMap(({ name, required, schema }) => {
    const missing = (attempt: Attempt): Partial<Attempt> => ({ fault: `no ${name}`, query: without(attempt, name) });
    const wrong = invalidValues(schema)?.map((value) => (attempt: Attempt) => ({
      fault: `${name} of another kind`,
      query: [...without(attempt, name), [name, value] as const],
    }));
    const twice = validValues(schema).map(([value = '']) => (attempt: Attempt) => ({
      fault: `${name} twice`,
      query: [...without(attempt, name), [name, value] as const, [name, value] as const],
    }));
    return [
      ...(required === true ? [fc.constant(missing)] : []),
      ...(wrong === undefined ? [] : [wrong]),
      ...(schema.type === 'array' ? [] : [twice]),
    ];
  });

  const inBody = badBodies.map((body) => fc.constant(() => ({ fault: body.name, body })));
  const change: Arbitrary<(attempt: Attempt) => Partial<Attempt>> = fc.oneof(unknown, ...inQuery, ...inBody);
  return fc.tuple(valid, change).map(([attempt, spoil]) => ({ ...attempt, ...spoil(attempt) }));
}

/** The path and the query of a request. */
export function targetOf({ path }: Place, attempt: Attempt): string {
  const filled = path.replace(/\{(.+?)\}/g, (_, name: string) => encodeURIComponent(attempt.path[name] ?? ''));
  const query = new URLSearchParams(attempt.query.map(([name, value]) => [name, value])).toString();
  return query === '' ? filled : `${filled}?${query}`;
}
