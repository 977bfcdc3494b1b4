/**
 * What a model says of one class.
 * @param pixels normalised NCHW with N = 1
 * @returns softmax output, in [0, 1]
 */
export type Score = (pixels: Float32Array) => Promise<number>;
