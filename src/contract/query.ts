import { z } from '@hono/zod-openapi';

/** A query that has these parameters and no others. What others were sent is never repeated, only which there are. */
export function queryOf<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape, {
    error: ({ code }) => (code === 'unrecognized_keys' ? Object.keys(shape).join(', ') : undefined),
  });
}
