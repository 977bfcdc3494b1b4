import { DEFAULT_DECODE_BYTES } from '../../../../src/image/decode-plan.ts';
import type { Colour } from '../../../../src/image/colour/srgb.ts';
import type { ImageErrorKind } from '../../../../src/image/image-error.ts';
import type { ImageExtent } from '../../../../src/image/image.ts';
import type { Mutant } from '../mutant.ts';
import type { Execution, Outcome } from './outcome.ts';

/** What is wrong with an execution. */
export interface Finding {
  /** One word for the name of the file in which the input is kept. */
  readonly reason: string;
  readonly message: string;
}

export interface Limits {
  /** CPU time of one input, in ms. */
  readonly cpu_ms: number;
  /** Linear memory of the decoders, in bytes. */
  readonly heapBytes: number;
  /** Growth of the whole process, in bytes. */
  readonly grownBytes: number;
}

/** V8 collects unused buffers only from 64 MiB on, and its own heap grows, too. */
const GARBAGE_BYTES = 96 * 2 ** 20;

/** The heap may reach the decoder's own budget; the process grows by that, by pictures in JavaScript and by garbage. */
export const LIMITS: Limits = {
  cpu_ms: 5000,
  heapBytes: DEFAULT_DECODE_BYTES,
  grownBytes: DEFAULT_DECODE_BYTES + GARBAGE_BYTES,
};

/** Every reason to refuse a picture; the compiler checks that none is missing. */
const KINDS: Readonly<Record<ImageErrorKind, true>> = {
  empty: true,
  unsupported_format: true,
  not_a_picture: true,
  truncated: true,
  bad_dimensions: true,
  too_large: true,
};

const COLOURS: Readonly<Record<Colour, true>> = { srgb: true, converted: true, ignored: true };

const MAX_SIDE = 65_500;
/** Least part of a truncated picture that is accepted. */
const LEAST_COVERAGE = 0.25;

/** Judges the outcome of an input; undefined when it is as it should be. */
export function judge(
  mutant: Pick<Mutant, 'shortSide'>,
  { outcome, cpu_ms, heapBytes, grownBytes, repeatable }: Execution,
  limits: Limits = LIMITS,
): Finding | undefined {
  const wrong = wrongOutcome(outcome, mutant.shortSide);
  if (wrong !== undefined) return wrong;
  if (cpu_ms > limits.cpu_ms)
    return { reason: 'slow', message: `took ${cpu_ms.toFixed(0)} ms of CPU; ${limits.cpu_ms} are allowed` };
  if (heapBytes > limits.heapBytes)
    return {
      reason: 'memory',
      message: `took ${mebibytes(heapBytes)} of WebAssembly memory; ${mebibytes(limits.heapBytes)} are allowed`,
    };
  if (grownBytes !== null && grownBytes > limits.grownBytes)
    return {
      reason: 'memory',
      message: `the process grew by ${mebibytes(grownBytes)}; ${mebibytes(limits.grownBytes)} are allowed`,
    };
  if (repeatable === false) return { reason: 'unrepeatable', message: 'came out otherwise the second time' };
  return undefined;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

function wrongOutcome(outcome: Outcome, shortSide: number): Finding | undefined {
  switch (outcome.result) {
    case 'photo':
      return wrongPhoto(outcome, shortSide);
    case 'refusal':
      return wrongRefusal(outcome.kind, outcome.message);
    case 'exception':
      return { reason: 'exception', message: outcome.error };
    case 'hang':
      return { reason: 'hang', message: 'did not end' };
    case 'death':
      return { reason: 'death', message: `ended its process: ${outcome.how}` };
  }
}

type PhotoOutcome = Extract<Outcome, { result: 'photo' }>;

function wrongPhoto(photo: PhotoOutcome, shortSide: number): Finding | undefined {
  const { width, height, length, header, extent, wasmBytes, complete, coverage, colour, finite } = photo;
  const size = `${width} x ${height}`;
  const isSide = (side: number): boolean => Number.isInteger(side) && side >= 1 && side <= MAX_SIDE;
  if (![width, height, header.width, header.height].every(isSide))
    return { reason: 'dimensions', message: `${size} of ${header.width} x ${header.height} pixels` };
  if (length !== 3 * width * height) return { reason: 'length', message: `${length} bytes for ${size} pixels` };
  if (!Number.isInteger(header.orientation) || header.orientation < 1 || header.orientation > 8)
    return { reason: 'orientation', message: `the orientation ${header.orientation}` };
  const [across, down] =
    header.orientation > 4 ? [header.height, header.width] : ([header.width, header.height] as const);
  if (!isReduced(across, width, down, height))
    return { reason: 'dimensions', message: `${size}, which ${across} x ${down} reduced by no whole number gives` };
  if (Math.min(width, height) < Math.min(shortSide, across, down))
    return { reason: 'short-side', message: `${size} of ${across} x ${down}, but ${shortSide} were needed` };
  if (extent !== null && !isInside(extent, width, height))
    return { reason: 'extent', message: `${JSON.stringify(extent)} of ${size}` };
  if (!(coverage >= LEAST_COVERAGE && coverage <= 1) || (complete && coverage < 1))
    return { reason: 'coverage', message: `${complete ? 'complete' : 'incomplete'} with a coverage of ${coverage}` };
  if (!Object.hasOwn(COLOURS, colour)) return { reason: 'colour', message: `the colour ${colour}` };
  if (!Number.isInteger(wasmBytes) || wasmBytes < 0)
    return { reason: 'account', message: `${wasmBytes} bytes of memory` };
  if (finite === false) return { reason: 'not-finite', message: 'the input of a model holds NaN or infinity' };
  return undefined;
}

/** Whether one whole number divides both sides to these, rounded up. */
function isReduced(across: number, width: number, down: number, height: number): boolean {
  // Of two rounded sides the longer one leaves fewer candidates.
  const [from, to] = across > down ? [across, width] : [down, height];
  for (let divisor = Math.max(1, Math.floor(from / to) - 1); Math.ceil(from / divisor) >= to; divisor++) {
    if (Math.ceil(across / divisor) === width && Math.ceil(down / divisor) === height) return true;
  }
  return false;
}

function isInside({ left, top, width: across, height: down }: ImageExtent, width: number, height: number): boolean {
  const fits = (start: number, part: number, whole: number): boolean =>
    start >= 0 && part > 0 && start + part <= whole + 1e-6 && part > whole - 1;
  return fits(left, across, width) && fits(top, down, height);
}

/** A refusal must be of a known kind, and its message a sentence for users, without details of the implementation. */
function wrongRefusal(kind: string, message: string): Finding | undefined {
  if (!Object.hasOwn(KINDS, kind)) return { reason: 'kind', message: `refused as ${kind}` };
  const isSentence = /^[A-Z][\x20-\x7e]{20,500}[.]$/.test(message);
  const isLeaky = /undefined|NaN|null|Infinity|\[object|Error\b|\bat \S+:\d+|unreachable/.test(message);
  return isSentence && !isLeaky ? undefined : { reason: 'message', message: `refused with the words "${message}"` };
}
