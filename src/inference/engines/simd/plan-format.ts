import { z } from 'zod';

/**
 * A compiled model, as scripts/models/plan writes it and the engine reads it, little-endian:
 *
 * | bytes | what |
 * | --- | --- |
 * | 0-7 | `EdgePlan` in ASCII |
 * | 8-11 | version of this format and of the kernels' records |
 * | 12-15 | xxHash32 of everything from byte 16 on |
 * | 16-19 | address at which the file, from its first byte on, has to lie in the linear memory |
 * | 20-23 | bytes of the whole file |
 * | 24-27 | bytes of the JSON header, spaces at its end included |
 * | 28-31 | records of the program |
 * | 64- | JSON header, program, weights; each begins at a multiple of 64 |
 */
export const PLAN_MAGIC = 'EdgePlan';
export const PLAN_VERSION = 1;
export const PLAN_PRELUDE_BYTES = 64;
/** Where the checksum begins. */
export const PLAN_CHECKED_FROM = 16;

/** Below this address the kernels keep what they need themselves; activations begin here. */
export const ARENA_BEGIN = 8192;

const address = z.int().nonnegative();

/** The JSON header of a plan. */
export const planHeaderSchema = z.strictObject({
  model: z.string(),
  /** NCHW, fp32. */
  input: z.strictObject({ address, shape: z.array(z.int()) }),
  outputs: z.strictObject({
    /** `[1, classes]` */
    logits: z.strictObject({ address, shape: z.array(z.int()) }),
    /** `[1, channels, height, width]`, which lies as NHWC with so many bytes from pixel to pixel and row to row. */
    features: z.strictObject({ address, shape: z.array(z.int()), pixel: z.int(), row: z.int() }),
  }),
  /** What the program does, for profiles: records of the program, multiply-accumulates. */
  units: z.array(z.strictObject({ name: z.string(), kind: z.string(), records: z.int(), macs: z.int() })),
});

export type PlanHeader = z.infer<typeof planHeaderSchema>;
