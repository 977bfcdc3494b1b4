import { Failure } from '../../kit/failure.ts';
import type { Activation } from './layers.ts';

/** One block of a stage, as timm writes it: `ir_r2_k5_s2_e6_c40_se0.25_nre`. */
export interface BlockDefinition {
  /** `ir`: widens first. `ds`: does not. `cn`: a convolution only. */
  readonly type: 'ir' | 'ds' | 'cn';
  readonly kernel: number;
  readonly stride: number;
  /** How many times as many channels inside. */
  readonly expansion: number;
  /** Before the width of the network scales it. */
  readonly channels: number;
  /** Squeezed part of the channels; 0 without squeeze-and-excite. */
  readonly squeeze: number;
  /** Where it differs from the rest of the network. */
  readonly activation?: Activation;
}

export interface Scaling {
  /** How many times as many blocks in each stage, rounded up. */
  readonly depth: number;
  /** Whether the first and the last stage keep their number of blocks. */
  readonly fixEnds?: boolean;
}

/**
 * Reads the stages of a network in timm's notation, and repeats their blocks.
 *
 * @throws Failure for a block that it cannot read
 * @see https://github.com/huggingface/pytorch-image-models/blob/main/timm/models/_efficientnet_builder.py `decode_arch_def`
 */
export function decodeStages(stages: readonly (readonly string[])[], { depth, fixEnds }: Scaling): BlockDefinition[][] {
  return stages.map((stage, index) => {
    const isEnd = index === 0 || index === stages.length - 1;
    const blocks = stage.map(decodeBlock);
    const repeats = scaleRepeats(
      blocks.map(({ repeat }) => repeat),
      fixEnds === true && isEnd ? 1 : depth,
    );
    return blocks
      .flatMap(({ block }, position) => Array.from({ length: repeats[position] ?? 0 }, () => block))
      .map((block, position) => (position === 0 ? block : { ...block, stride: 1 }));
  });
}

/** Rounds to the nearest multiple of 8, but never down by more than a tenth (`make_divisible`). */
export function makeDivisible(value: number): number {
  const rounded = Math.max(8, Math.floor((value + 4) / 8) * 8);
  return rounded < 0.9 * value ? rounded + 8 : rounded;
}

/** Python's `round`: halves go to the even neighbour. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Shares the blocks of a deeper stage out among its definitions, from the last one on. */
function scaleRepeats(repeats: readonly number[], depth: number): number[] {
  let left = repeats.reduce((sum, repeat) => sum + repeat, 0);
  let scaledLeft = Math.ceil(left * depth);
  const scaled: number[] = [];
  for (const repeat of repeats.toReversed()) {
    const count = Math.max(1, roundHalfEven((repeat / left) * scaledLeft));
    scaled.unshift(count);
    left -= repeat;
    scaledLeft -= count;
  }
  return scaled;
}

function decodeBlock(text: string): { block: BlockDefinition; repeat: number } {
  const [type = '', ...options] = text.split('_');
  const found = /^(ir|ds|cn)$/.exec(type)?.[1] as BlockDefinition['type'] | undefined;
  if (found === undefined) throw new Failure(`the block "${text}" is of a type that is not supported`);
  const number = (key: string, otherwise = 0): number => {
    const option = options.map((each) => /^([a-z]+)([\d.]+)$/.exec(each)).find((match) => match?.[1] === key);
    return option === undefined ? otherwise : Number(option?.[2]);
  };
  const block = {
    type: found,
    kernel: number('k'),
    stride: number('s'),
    expansion: number('e', 1),
    channels: number('c'),
    squeeze: number('se'),
  };
  return { block: options.includes('nre') ? { ...block, activation: 'Relu' } : block, repeat: number('r', 1) };
}
