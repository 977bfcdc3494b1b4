import type { RouteConfig } from '@hono/zod-openapi';

import type { Query } from '../../contract/query/query.ts';

/**
 * The parameters of a route, as an OpenAPI operation has them.
 * @param path the schemas of those in its path, by their names
 */
export function parametersOf(
  query: Query,
  path: Readonly<Record<string, Record<string, unknown>>> = {},
): NonNullable<RouteConfig['parameters']> {
  const inPath = Object.entries(path).map(([name, schema]) => ({ schema, required: true, name, in: 'path' as const }));
  const inQuery = Object.entries(query).map(([name, { schema, required }]) => ({
    schema,
    required,
    ...(typeof schema['description'] === 'string' && { description: schema['description'] }),
    name,
    in: 'query' as const,
  }));
  return [...inPath, ...inQuery];
}
