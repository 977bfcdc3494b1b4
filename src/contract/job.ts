import { z } from '@hono/zod-openapi';

import { explanationSchema } from './explanation.ts';
import { memorySchema } from './memory.ts';
import { ENGINE_NAMES } from './names.ts';
import { photoSchema } from './photo.ts';

/*
 * What crosses RPC between the HTTP handler and the job on the inference entrypoint. Both are of the same upload, so
 * nothing is parsed; the types are what counts.
 */

/** The place of a request in a trace, in the hexadecimal digits of https://www.w3.org/TR/trace-context/. */
export const traceSchema = z.object({ trace_id: z.string(), span_id: z.string() });
export type Trace = z.infer<typeof traceSchema>;

/** A model, and what is to run it, by their names. */
export const engineModelSchema = z.object({ model: z.string(), engine: z.enum(ENGINE_NAMES) });
export type EngineModelName = z.infer<typeof engineModelSchema>;

/** What the headers tell about a body. */
export const bodyHeadSchema = z.object({
  contentType: z.string().nullable(),
  contentEncoding: z.string().nullable(),
  /** As the Content-Length has it. */
  expectedBytes: z.number().nullable(),
  /** Largest body that is accepted. */
  maxBytes: z.number(),
});
export type BodyHead = z.infer<typeof bodyHeadSchema>;

/** A body that was read: the picture without the form around it. */
export const receivedPictureSchema = photoSchema.pick({ bytes: true, converted_from: true });
export type ReceivedPicture = z.infer<typeof receivedPictureSchema>;

/** A decoded picture: what its header said, and how large the image is now. */
export const decodedPictureSchema = photoSchema.omit({ bytes: true, converted_from: true });
export type DecodedPicture = z.infer<typeof decodedPictureSchema>;

/** Where in a picture the evidence for a class lies: `values` row by row, in [0, 1]; `peak` is what 1 stands for, in logits. */
export const heatMapSchema = explanationSchema.shape.map.extend({ peak: z.number() });
export type HeatMap = z.infer<typeof heatMapSchema>;

/** Why a step of a job was refused: which room refused it, and for what. */
export const reasonSchema = z.discriminatedUnion('stage', [
  z.object({
    stage: z.literal('upload'),
    kind: z.enum([
      'empty',
      'unsupported_media_type',
      'missing_field',
      'duplicate_field',
      'unknown_field',
      'malformed_form',
      'malformed_json',
      'malformed_base64',
      'too_many',
      'url_not_allowed',
      'url_unreachable',
      'too_large',
      'too_slow',
      'aborted',
    ]),
  }),
  z.object({
    stage: z.literal('photo'),
    kind: z.enum(['empty', 'unsupported_format', 'not_a_picture', 'truncated', 'bad_dimensions', 'too_large']),
  }),
  /** `busy`: there will be room in a moment. */
  z.object({ stage: z.literal('memory'), kind: z.enum(['busy', 'model_too_large', 'model_unavailable']) }),
]);
export type RefusalReason = z.infer<typeof reasonSchema>;
export type RefusalKind<Stage extends RefusalReason['stage']> = Extract<RefusalReason, { stage: Stage }>['kind'];

/**
 * A refusal as a value: an exception that crosses RPC arrives as a bare Error. `message` is a sentence for the sender,
 * `detail` has the numbers and names behind it, `memory` the budget of the isolate at that moment.
 */
export const refusalSchema = reasonSchema.and(
  z.object({ message: z.string(), detail: z.record(z.string(), z.unknown()), memory: memorySchema }),
);
export type Refusal = z.infer<typeof refusalSchema>;

/** How a step of a job ended: with a value, or with the reason why there is none. */
export type StepResult<Value> =
  { readonly value: Value; readonly refusal: null } | { readonly value: null; readonly refusal: Refusal };
