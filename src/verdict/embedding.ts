/**
 * The features of a picture for similarity search: the mean of each channel over all places, as the classifier sees it, made
 * one long (L2), so that the dot product of two is the cosine of the angle between them.
 * @param features `[1, channels, height, width]`
 * @returns one value a channel
 */
export function embed({ data, dims }: { readonly data: Float32Array; readonly dims: readonly number[] }): Float32Array {
  const [, channels = 0, height = 0, width = 0] = dims;
  const places = height * width;
  const means = new Float64Array(channels);
  for (let channel = 0; channel < channels; channel++) {
    let sum = 0;
    for (let place = 0; place < places; place++) sum += data[channel * places + place] ?? NaN;
    means[channel] = sum / places;
  }
  const length = Math.hypot(...means);
  return Float32Array.from(means, (mean) => (length === 0 ? 0 : mean / length));
}
