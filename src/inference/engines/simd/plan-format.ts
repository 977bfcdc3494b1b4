import { z } from 'zod';

/**
 * The file of a compiled model, which scripts/models/plan writes and the engine reads, little-endian:
 *
 * | bytes | content |
 * | --- | --- |
 * | 0-7 | `EdgePlan` in ASCII |
 * | 8-11 | version of this format and of the kernels' records |
 * | 12-15 | xxHash32 of the file from byte 16 on |
 * | 16-19 | address of the file's first byte in the linear memory |
 * | 20-23 | bytes of the whole file |
 * | 24-27 | bytes of the JSON header, with the spaces at its end |
 * | 28-31 | records of the program |
 * | 64- | JSON header, program, weights; each begins at a multiple of 64 |
 */
export const PLAN_MAGIC = 'EdgePlan';
export const PLAN_VERSION = 1;
export const PLAN_PRELUDE_BYTES = 64;
/** First byte that the checksum covers. */
export const PLAN_CHECKED_FROM = 16;

/** Activations begin at this address; the memory below it belongs to the kernels. */
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
    /** `[1, channels, height, width]`, in memory as NHWC: `pixel` bytes from pixel to pixel, `row` bytes from row to row. */
    features: z.strictObject({ address, shape: z.array(z.int()), pixel: z.int(), row: z.int() }),
  }),
  /** The parts of the program, for profiles: their records and multiply-accumulates. */
  units: z.array(z.strictObject({ name: z.string(), kind: z.string(), records: z.int(), macs: z.int() })),
});

export type PlanHeader = z.infer<typeof planHeaderSchema>;

/** A plan file that the engine refuses; the message says why. */
export class PlanError extends Error {
  override name = 'PlanError';
}
