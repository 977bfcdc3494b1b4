import { z } from '@hono/zod-openapi';

import { ENGINE_NAMES } from './names.ts';

/** A query with these parameters and no others. An error lists the known parameters and repeats nothing of the unknown. */
export function queryOf<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape, {
    error: ({ code }) => (code === 'unrecognized_keys' ? Object.keys(shape).join(', ') || 'none' : undefined),
  });
}

/** Of a route that has none. */
export const noQuerySchema = queryOf({});

/** A number as people write it: decimal digits, and a point where it is not whole. Not `0x1`, `1e0`, `+1` or ` 1`. */
export const DECIMAL = /^\d{1,15}(?:\.\d{1,30})?$/;

/** A number that is written as {@link DECIMAL} has it. */
export function decimalOf(
  expected: string,
  isValid: (value: number) => boolean,
  openapi: Readonly<Record<string, unknown>> = {},
): z.ZodPipe<z.ZodString, z.ZodTransform<number, string>> {
  return z
    .string(expected)
    .regex(DECIMAL, expected)
    .transform(Number)
    .refine(isValid, expected)
    .openapi({ type: 'number', ...openapi });
}

/** A whole number within limits. */
export function wholeNumberOf(
  low: number,
  high: number,
  openapi: Readonly<Record<string, unknown>> = {},
): z.ZodPipe<z.ZodString, z.ZodTransform<number, string>> {
  const expected = `a whole number from ${low} to ${high}`;
  return z
    .string(expected)
    .regex(/^\d{1,9}$/, expected)
    .transform(Number)
    .refine((value) => value >= low && value <= high, expected)
    .openapi({ type: 'integer', minimum: low, maximum: high, ...openapi });
}

/** Which model answers. */
export const modelQuerySchema = z.string('one name').optional().openapi({
  description: 'Name of a model, see `GET /v1/models`; the default one when left out.',
  example: 'efficientnet_b0',
});

/** Which engine runs the model. */
export const engineQuerySchema = z.enum(ENGINE_NAMES, ENGINE_NAMES.join(' or ')).optional().openapi({
  description: "What runs the model; the deployment's default when left out. See `engines` of `GET /v1/models`.",
});

/** How many classes to answer. */
export const topKSchema = wholeNumberOf(1, 1000, {
  default: 5,
  description: 'How many classes to answer, best first. A model with fewer classes answers all it has.',
}).default(5);

/** Drops the model's session first, where the deployment allows it. */
export const freshSchema = z.enum(['session'], 'session').optional().openapi({
  description: "`session` drops the model's session first, so that its cold load can be seen. 403 where not allowed.",
});
