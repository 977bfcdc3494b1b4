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
export const PLAN_VERSION = 2;
export const PLAN_PRELUDE_BYTES = 64;
/** First byte that the checksum covers. */
export const PLAN_CHECKED_FROM = 16;

/** Activations begin at this address; the memory below it belongs to the kernels. */
export const ARENA_BEGIN = 8192;

/** A tensor in the linear memory. */
interface PlacedTensor {
  readonly address: number;
  readonly shape: readonly number[];
}

/** The JSON header of a plan. It is read after the checksum was found right, so it is what the build has written. */
export interface PlanHeader {
  readonly model: string;
  /** NCHW, fp32. */
  readonly input: PlacedTensor;
  readonly outputs: {
    /** `[1, classes]` */
    readonly logits: PlacedTensor;
    /** `[1, channels, height, width]`, in memory as NHWC: `pixel` bytes from pixel to pixel, `row` bytes from row to row. */
    readonly features: PlacedTensor & { readonly pixel: number; readonly row: number };
  };
  /** The parts of the program, for profiles: their records and multiply-accumulates. */
  readonly units: readonly {
    readonly name: string;
    readonly kind: string;
    readonly records: number;
    readonly macs: number;
  }[];
}

/** A plan file that the engine refuses; the message says why. */
export class PlanError extends Error {
  override name = 'PlanError';
}
