import type { InputSpec } from '../../../../src/contract/model.ts';
import { neededShortSide, preprocess } from '../../../../src/inference/picture/preprocess.ts';
import { decodeImage } from '../../../../src/image/decode.ts';
import type { Picture } from '../../../kit/load/picture.ts';
import { CODECS } from '../../../models/onnx/runtime.ts';
import type { Tensors } from './peer.ts';

/** The input of the network as our Worker makes it of a picture, by the same code, and the same for other layouts. */
export async function tensorsOf({ bytes }: Picture, input: InputSpec): Promise<Tensors> {
  const { image } = await decodeImage(bytes, { codecs: CODECS, shortSide: neededShortSide(input) });
  const normalised = new Float32Array(preprocess(image, input));
  return { normalised, unit: unitTensor(normalised, input) };
}

/** NCHW, normalised, to NHWC in [0, 1]. */
export function unitTensor(normalised: Float32Array, { size, mean, std }: InputSpec): Float32Array<ArrayBuffer> {
  const [channels, height, width] = size;
  const area = height * width;
  const unit = new Float32Array(channels * area);
  for (let channel = 0; channel < channels; channel++) {
    for (let i = 0; i < area; i++) {
      const value = (normalised[channel * area + i] ?? 0) * (std[channel] ?? 1) + (mean[channel] ?? 0);
      unit[i * channels + channel] = value;
    }
  }
  return unit;
}
