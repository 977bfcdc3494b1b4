/** A model of this deployment that a browser may run itself. */
export interface DeviceOffer {
  readonly name: string;
  /** Changes with whatever an answer depends on: weights, input, classes, temperature, threshold. */
  readonly version: string;
  /** What a visitor downloads for it, in bytes. */
  readonly bytes: number;
}

/** Name of the cache that models are kept in; the service worker leaves it alone. */
export const MODEL_CACHE = 'edgelens-models';

/** Path of what a browser has to know of a model to run it. */
export function descriptionPath(name: string): string {
  return `/device/models/${name}`;
}

/** Path of a file of a model. */
export function filePath(sha256: string): string {
  return `/device/files/${sha256}`;
}
