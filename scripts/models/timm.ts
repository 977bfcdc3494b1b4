import type { Architecture } from './mobilenetv3.ts';
import { tensorOf, type Tensor, type Tensors } from './tensor.ts';

/** timm groups the blocks of MobileNetV3-Small into stages that end where the resolution or the width changes. */
const SMALL_STAGES = [1, 2, 3, 2, 3] as const;

/** Layers of a block in timm, each with the BatchNorm that follows it. */
const LAYERS = {
  /** The first block does not widen: `DepthwiseSeparableConv`. */
  separable: [
    ['conv_dw', 'bn1'],
    ['conv_pw', 'bn2'],
  ],
  /** `InvertedResidual`. */
  inverted: [
    ['conv_pw', 'bn1'],
    ['conv_dw', 'bn2'],
    ['conv_pwl', 'bn3'],
  ],
} as const;

const NORM = ['weight', 'bias', 'running_mean', 'running_var'] as const;

/**
 * Renames the tensors of timm's `mobilenetv3_small_100` to torchvision's names, which the network is built from. The head
 * is left out; see {@link headFromTimm}.
 *
 * @throws Failure that names a missing tensor
 * @see https://github.com/huggingface/pytorch-image-models/blob/main/timm/models/mobilenetv3.py
 */
export function backboneFromTimm(tensors: Tensors, { blocks }: Architecture): Map<string, Tensor> {
  const renamed = new Map<string, Tensor>();
  const take = (to: string, from: string): void => {
    renamed.set(to, tensorOf(tensors, from, 'the weights'));
  };
  const convolution = (to: string, conv: string, norm: string): void => {
    take(`${to}.0.weight`, `${conv}.weight`);
    for (const part of NORM) take(`${to}.1.${part}`, `${norm}.${part}`);
  };

  convolution('features.0', 'conv_stem', 'bn1');
  const names = SMALL_STAGES.flatMap((count, stage) => Array.from({ length: count }, (_, i) => `blocks.${stage}.${i}`));
  for (const [index, { excite }] of blocks.entries()) {
    const from = names[index] ?? '';
    let layer = 0;
    const next = (): string => `features.${index + 1}.block.${layer++}`;
    const layers = index === 0 ? LAYERS.separable : LAYERS.inverted;
    for (const [position, [conv, norm]] of layers.entries()) {
      // Squeeze-and-excite stands before the projection, the last layer.
      if (excite && position === layers.length - 1) {
        const to = next();
        for (const part of ['weight', 'bias']) {
          take(`${to}.fc1.${part}`, `${from}.se.conv_reduce.${part}`);
          take(`${to}.fc2.${part}`, `${from}.se.conv_expand.${part}`);
        }
      }
      convolution(next(), `${from}.${conv}`, `${from}.${norm}`);
    }
  }
  const last = `blocks.${SMALL_STAGES.length}.0`;
  convolution(`features.${blocks.length + 1}`, `${last}.conv`, `${last}.bn1`);
  return renamed;
}

/**
 * timm's head of a MobileNetV3 as `attachHead` takes it: `conv_head` is a 1x1 convolution of one pooled position, and so
 * a dense layer.
 *
 * @throws Failure that names a missing tensor
 */
export function headFromTimm(tensors: Tensors): Map<string, Tensor> {
  const hidden = tensorOf(tensors, 'conv_head.weight', 'the weights');
  return new Map([
    ['hidden.weight', { shape: hidden.shape.slice(0, 2), data: hidden.data }],
    ['hidden.bias', tensorOf(tensors, 'conv_head.bias', 'the weights')],
    ['classifier.weight', tensorOf(tensors, 'classifier.weight', 'the weights')],
    ['classifier.bias', tensorOf(tensors, 'classifier.bias', 'the weights')],
  ]);
}
