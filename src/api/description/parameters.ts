import type { RouteConfig } from '@hono/zod-openapi';

import type { Query } from '../../contract/query/query.ts';

/** The parameters of a query, as an OpenAPI operation has them. */
export function parametersOf(query: Query): NonNullable<RouteConfig['parameters']> {
  return Object.entries(query).map(([name, { schema, required }]) => ({
    schema,
    required,
    ...(typeof schema['description'] === 'string' && { description: schema['description'] }),
    name,
    in: 'query',
  }));
}
