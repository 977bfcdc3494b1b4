/**
 * Padding that TensorFlow calls `SAME`: the output has `ceil(size / stride)` positions, and of an odd number of padded
 * rows the larger half comes *after* the picture, unlike PyTorch's symmetric padding.
 *
 * @param size Height or width of the input.
 * @returns Rows or columns before and after.
 * @see https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2
 */
export function samePadding(size: number, kernel: number, stride: number): [before: number, after: number] {
  const total = Math.max((Math.ceil(size / stride) - 1) * stride + kernel - size, 0);
  const before = Math.floor(total / 2);
  return [before, total - before];
}
