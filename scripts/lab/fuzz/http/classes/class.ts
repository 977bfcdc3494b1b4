import type { Chance } from '../../chance.ts';
import type { Corpus } from '../../corpus.ts';
import type { Expectation, Step } from '../raw-request.ts';

/** The ingredients of a class of requests. */
export interface Material {
  readonly corpus: Corpus;
  readonly seed: number;
  readonly index: number;
  readonly chance: Chance;
  /** Where a picture is posted: a path and a query that name models and engines. */
  readonly target: string;
  /** A picture that is classified without trouble. */
  readonly good: Uint8Array;
  /** See {@link RawRequest.marker}. */
  readonly marker: string;
}

/** One request of a class. */
export interface Made {
  readonly method?: string;
  readonly steps: readonly Step[];
  readonly expected: Expectation;
}

/** A class of wrong requests. */
export interface RequestClass {
  readonly name: string;
  /** Its weight among all classes. */
  readonly weight: number;
  readonly make: (material: Material) => Made;
}

/** Names a class. */
export function requestClass(name: string, weight: number, make: RequestClass['make']): RequestClass {
  return { name, weight, make };
}

/** Possible answers to a body that should be a picture. */
export const PICTURE_STATUSES = [200, 400, 413, 415, 422];
