/** What the page at `/docs` reads of `/openapi.json` (https://spec.openapis.org/oas/v3.1.1). */
export interface ApiDescription {
  readonly info: { readonly version: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Partial<Record<'get' | 'post', Operation>>>>>;
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly ApiParameter[];
  readonly requestBody?: { readonly description?: string; readonly content: Readonly<Record<string, unknown>> };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: object }>>;
  /** The alternatives that open it; an empty one needs nothing. */
  readonly security?: readonly object[];
}

export interface ApiParameter {
  readonly name: string;
  readonly in: 'query' | 'path' | 'header';
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: ValueSchema;
}

type Plain = string | number | boolean;

interface ValueSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly default?: Plain | readonly Plain[];
  readonly example?: Plain;
  readonly items?: ValueSchema;
}

/** An operation with where it is. */
export interface Placed {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly operation: Operation;
}

/** All operations, in the order of the description. */
export function operationsOf({ paths }: ApiDescription): Placed[] {
  return Object.entries(paths).flatMap(([path, { get, post }]) => [
    ...(get === undefined ? [] : [{ method: 'GET', path, operation: get } as const]),
    ...(post === undefined ? [] : [{ method: 'POST', path, operation: post } as const]),
  ]);
}

/** The values that a parameter takes, as words: its names, or its type. */
export function valuesOf({ type, enum: names, items }: ValueSchema): string {
  if (names !== undefined) return names.join(' | ');
  return items === undefined ? (type ?? '') : valuesOf(items);
}
