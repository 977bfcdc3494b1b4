import { Failure } from '../../kit/failure.ts';
import type { MobileArchitecture } from './mobile-network.ts';
import type { TensorSource } from '../weights/tensor-source.ts';
import type { Tensor } from '../weights/tensor.ts';

const NORM = ['weight', 'bias', 'running_mean', 'running_var'] as const;

/**
 * Answers to timm's names from a MobileNetV3 under torchvision's, which numbers the layers of a block: one that does not
 * widen has no first layer, and squeeze-and-excite stands before the last one.
 *
 * @see https://github.com/pytorch/vision/blob/main/torchvision/models/mobilenetv3.py
 */
export class TorchvisionSource implements TensorSource {
  readonly #source: TensorSource;
  readonly #names = new Map<string, string>();

  /** @param source under torchvision's names */
  constructor(source: TensorSource, { blocks, top }: MobileArchitecture) {
    this.#source = source;
    this.#convolution('features.0', 'conv_stem', 'bn1');
    for (const [index, { from, expansion, squeezed }] of blocks.entries()) {
      let layer = 0;
      const next = (): string => `features.${index + 1}.block.${layer++}`;
      const layers = expansion === null ? ['conv_dw', 'conv_pw'] : ['conv_pw', 'conv_dw', 'conv_pwl'];
      for (const [position, conv] of layers.entries()) {
        if (squeezed !== null && position === layers.length - 1) this.#squeezeExcite(next(), `${from}.se`);
        this.#convolution(next(), `${from}.${conv}`, `${from}.bn${position + 1}`);
      }
    }
    this.#convolution(`features.${blocks.length + 1}`, top.from, top.norm);
  }

  /** @throws Failure for a tensor that is missing or has another shape */
  take(name: string, shape: readonly number[]): Tensor {
    const known = this.#names.get(name);
    if (known === undefined) throw new Failure(`torchvision's MobileNetV3 has no counterpart of "${name}"`);
    return this.#source.take(known, shape);
  }

  #convolution(layer: string, conv: string, norm: string): void {
    this.#names.set(`${conv}.weight`, `${layer}.0.weight`);
    for (const part of NORM) this.#names.set(`${norm}.${part}`, `${layer}.1.${part}`);
  }

  #squeezeExcite(layer: string, from: string): void {
    for (const part of ['weight', 'bias']) {
      this.#names.set(`${from}.conv_reduce.${part}`, `${layer}.fc1.${part}`);
      this.#names.set(`${from}.conv_expand.${part}`, `${layer}.fc2.${part}`);
    }
  }
}
