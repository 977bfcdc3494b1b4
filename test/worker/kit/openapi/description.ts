/** The schema of a parameter, as far as values are made from it. */
export interface ParameterSchema {
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'array';
  readonly enum?: readonly string[];
  readonly items?: ParameterSchema;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
  readonly default?: unknown;
  readonly example?: unknown;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'path' | 'header';
  readonly required?: boolean;
  readonly schema: ParameterSchema;
}

export interface HeaderDescription {
  readonly required: boolean;
  readonly schema: { readonly type: 'string' | 'integer' };
}

export interface ResponseDescription {
  readonly description: string;
  readonly headers: Readonly<Record<string, { readonly $ref: string }>>;
  readonly content?: Readonly<Record<string, object>>;
}

export interface RequestBody {
  readonly required?: boolean;
  readonly content: Readonly<
    Record<string, { schema: { properties?: Readonly<Record<string, { readonly format?: string }>> } }>
  >;
}

export interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: RequestBody;
  readonly responses: Readonly<Record<string, ResponseDescription | undefined>>;
}

/** What `/openapi.json` serves, as far as it is used here. */
export interface Description {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly headers: Readonly<Record<string, HeaderDescription>> };
}

/** An operation, and where it is. */
export interface Place {
  /** In lower case, as the description has it. */
  readonly method: string;
  /** With its parameters in braces. */
  readonly path: string;
  readonly operation: Operation;
}

/** All operations of a description. */
export function placesOf({ paths }: Description): Place[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method, path, operation })),
  );
}
