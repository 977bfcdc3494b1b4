import { decodeBytes, requireBudget } from './budget.ts';
import type { FileHeader } from './file-header.ts';

/** How a picture is decoded. */
export interface DecodePlan {
  /** How many times fewer pixels a side are kept. */
  readonly divisor: number;
  /** Whether only the DC coefficients of a progressive JPEG are read, which suffice for an eighth of its size. */
  readonly dcOnly: boolean;
}

/** A plan and what it takes. */
export interface CostedPlan extends DecodePlan {
  /** The most memory that the decode takes at once, besides the file, in bytes. */
  readonly neededBytes: number;
}

/**
 * How many times the short side a reduced picture must still have. The inverse DCT and the averaging of squares are
 * cruder filters than the resize that follows, and chroma of half the size is reduced as much as the rest. Measured on
 * eight photographs at their own size, 4:2:0, against resizing the full picture: with the factor of the table pixels are
 * 1 to 2/255 off on average, with exactly the short side 2 to 4. Averaged squares with twice as much are 0.3 off.
 */
const MARGIN = { dct: { 8: 2, 4: 2, 2: 1.5 }, squares: 2 } as const;

/**
 * What the coefficients of a progressive JPEG may take where an eighth of its size would do. One of 12 megapixels takes
 * 45 MiB, and is seen by a model less than 2/255 differently at an eighth.
 */
const COEFFICIENT_BYTES = 24 * 2 ** 20;

/** Pixels a side of a block of DCT coefficients, which its DC coefficient stands for. */
const BLOCK = 8;

/**
 * Decides how far a picture may be reduced while it is decoded, so that the caller's resize still has enough to work with
 * and the memory suffices. A progressive JPEG that would take much is read at an eighth of its size, if that still has the
 * short side asked for, with less of a margin.
 *
 * @param shortSide pixels that are needed on the short side
 * @throws {ImageError} `too_large`
 */
export function planDecode(
  header: FileHeader,
  fileBytes: number,
  shortSide: number,
  maxDecodeBytes: number,
): CostedPlan {
  const divisor = divisorFor(header, shortSide);
  const isProgressive = header.format === 'jpeg' && header.frame.progressive;
  const hasEnough = Math.min(header.width, header.height) >= BLOCK * shortSide;
  const costed = (plan: DecodePlan): CostedPlan => ({ ...plan, neededBytes: decodeBytes(header, fileBytes, plan) });
  const first = costed({ divisor, dcOnly: isProgressive && divisor === BLOCK });
  const second = isProgressive && hasEnough ? costed({ divisor: BLOCK, dcOnly: true }) : first;
  const plan = first.neededBytes > Math.min(maxDecodeBytes, COEFFICIENT_BYTES) ? second : first;
  requireBudget(header, plan.neededBytes, maxDecodeBytes);
  return plan;
}

function divisorFor({ format, width, height }: FileHeader, shortSide: number): number {
  const short = Math.min(width, height);
  if (format !== 'jpeg') return Math.max(1, Math.floor(short / (MARGIN.squares * shortSide)));
  return ([8, 4, 2] as const).find((divisor) => short / divisor >= MARGIN.dct[divisor] * shortSide) ?? 1;
}
