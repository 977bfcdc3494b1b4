import { z } from 'zod';

/** What a keeper is told. */
export const orderSchema = z.discriminatedUnion('order', [
  z.object({ order: z.literal('start'), folder: z.string() }),
  z.object({ order: z.literal('stop') }),
]);

/** What a keeper answers; times in ms, see `ProcessStart`. */
export const answerSchema = z.discriminatedUnion('answer', [
  z.object({ answer: z.literal('started'), origin: z.string(), harness_ms: z.number(), listening_ms: z.number() }),
  z.object({ answer: z.literal('stopped') }),
  z.object({ answer: z.literal('failed'), reason: z.string() }),
]);

export type KeeperOrder = z.infer<typeof orderSchema>;
export type KeeperAnswer = z.infer<typeof answerSchema>;
