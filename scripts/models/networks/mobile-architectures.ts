import { type BlockDefinition, decodeStages, makeDivisible, roundHalfEven, type Scaling } from './block-definition.ts';
import type { Activation } from './layers.ts';
import type { MobileArchitecture, MobileBlock } from './mobile-network.ts';

/** PyTorch's default, and what networks that were trained in TensorFlow have. */
const EPSILON = { torch: 1e-5, tensorflow: 1e-3 } as const;

/** The stages of timm's `_gen_mobilenet_v3`. */
const SMALL = [
  ['ds_r1_k3_s2_e1_c16_se0.25_nre'],
  ['ir_r1_k3_s2_e4.5_c24_nre', 'ir_r1_k3_s1_e3.67_c24_nre'],
  ['ir_r1_k5_s2_e4_c40_se0.25', 'ir_r2_k5_s1_e6_c40_se0.25'],
  ['ir_r2_k5_s1_e3_c48_se0.25'],
  ['ir_r3_k5_s2_e6_c96_se0.25'],
  ['cn_r1_k1_s1_c576'],
];
const LARGE = [
  ['ds_r1_k3_s1_e1_c16_nre'],
  ['ir_r1_k3_s2_e4_c24_nre', 'ir_r1_k3_s1_e3_c24_nre'],
  ['ir_r3_k5_s2_e3_c40_se0.25_nre'],
  ['ir_r1_k3_s2_e6_c80', 'ir_r1_k3_s1_e2.5_c80', 'ir_r2_k3_s1_e2.3_c80'],
  ['ir_r2_k3_s1_e6_c112_se0.25'],
  ['ir_r3_k5_s2_e6_c160_se0.25'],
  ['cn_r1_k1_s1_c960'],
];

/** Those of `_gen_efficientnet`, and without squeeze-and-excite of `_gen_efficientnet_lite`. */
const EFFICIENTNET = [
  ['ds_r1_k3_s1_e1_c16_se0.25'],
  ['ir_r2_k3_s2_e6_c24_se0.25'],
  ['ir_r2_k5_s2_e6_c40_se0.25'],
  ['ir_r3_k3_s2_e6_c80_se0.25'],
  ['ir_r3_k5_s1_e6_c112_se0.25'],
  ['ir_r4_k5_s2_e6_c192_se0.25'],
  ['ir_r1_k3_s1_e6_c320_se0.25'],
];
const LITE = EFFICIENTNET.map((stage) => stage.map((block) => block.replace('_se0.25', '')));

interface Variant {
  /** How many times as many channels, and blocks. */
  readonly width: number;
  readonly depth?: number;
  /** Trained in TensorFlow: its padding and its epsilon. */
  readonly tensorflow?: boolean;
}

/** A MobileNetV3, `size` after table 1 or 2 of https://arxiv.org/abs/1905.02244. */
export function mobilenetV3(
  name: string,
  size: 'small' | 'large',
  { width, tensorflow = false }: Omit<Variant, 'depth'>,
): MobileArchitecture {
  const wide = (channels: number): number => makeDivisible(channels * width);
  const stages = decodeStages(size === 'small' ? SMALL : LARGE, { depth: 1 });
  // timm leaves the first convolution of the narrow ones as it is.
  const stem = width < 0.75 ? 16 : wide(16);
  const activation = 'HardSwish';
  const last = `blocks.${stages.length - 1}.0`;
  return {
    name,
    stem,
    blocks: blocksOf(stages.slice(0, -1), {
      stem,
      wide,
      activation,
      squeezed: (inside, { squeeze }) => makeDivisible(inside * squeeze),
    }),
    top: { from: `${last}.conv`, norm: `${last}.bn1`, channels: wide(size === 'small' ? 576 : 960) },
    activation,
    squeezeExcite: { gate: 'HardSigmoid', activation: 'Relu' },
    padding: tensorflow ? 'same' : 'symmetric',
    epsilon: tensorflow ? EPSILON.tensorflow : EPSILON.torch,
  };
}

/** An EfficientNet, https://arxiv.org/abs/1905.11946, or one of its "lite" versions. */
export function efficientNet(
  name: string,
  { width, depth = 1, tensorflow = false, lite = false }: Variant & { readonly lite?: boolean },
): MobileArchitecture {
  const wide = (channels: number): number => makeDivisible(channels * width);
  const scaling: Scaling = { depth, fixEnds: lite };
  const stem = lite ? 32 : wide(32);
  const activation = lite ? 'Relu6' : 'Silu';
  return {
    name,
    stem,
    blocks: blocksOf(decodeStages(lite ? LITE : EFFICIENTNET, scaling), {
      stem,
      wide,
      activation,
      // The part refers to what enters the block, not to what is inside it.
      squeezed: (inside, { squeeze, expansion }) => roundHalfEven(inside * (squeeze / expansion)),
    }),
    top: { from: 'conv_head', norm: 'bn2', channels: lite ? 1280 : wide(1280) },
    activation,
    squeezeExcite: { gate: 'Sigmoid', activation: null },
    padding: tensorflow ? 'same' : 'symmetric',
    epsilon: tensorflow ? EPSILON.tensorflow : EPSILON.torch,
  };
}

interface Shaping {
  readonly stem: number;
  /** Scales a number of channels by the width of the network. */
  readonly wide: (channels: number) => number;
  readonly activation: Activation;
  readonly squeezed: (inside: number, definition: BlockDefinition) => number;
}

function blocksOf(
  stages: readonly (readonly BlockDefinition[])[],
  { stem, wide, activation, squeezed }: Shaping,
): MobileBlock[] {
  const blocks: MobileBlock[] = [];
  let inputs = stem;
  for (const [stage, definitions] of stages.entries()) {
    for (const [position, definition] of definitions.entries()) {
      const inside = definition.type === 'ir' ? makeDivisible(inputs * definition.expansion) : inputs;
      blocks.push({
        from: `blocks.${stage}.${position}`,
        kernel: definition.kernel,
        inputs,
        expansion: definition.type === 'ir' ? inside : null,
        out: wide(definition.channels),
        squeezed: definition.squeeze > 0 ? squeezed(inside, definition) : null,
        activation: definition.activation ?? activation,
        stride: definition.stride,
      });
      inputs = wide(definition.channels);
    }
  }
  return blocks;
}
