import type { EngineName } from '../../../src/contract/names.ts';
import type { Bundle } from '../../kit/worker/worker-process.ts';
import type { ComparedModel } from './compared-model.ts';

/** A Worker's engine, with the weights of a model in fp32 or int8. */
export interface Contender {
  readonly name: ContenderName;
  readonly engine: EngineName;
  readonly weights: 'fp32' | 'int8';
  readonly bundle: Bundle;
}

export const CONTENDERS = {
  ort: 'onnxruntime',
  ortInt8: 'onnxruntime, int8',
  simd: 'simd',
  simdInt8: 'simd, int8',
  lite: 'simd, lite',
  liteInt8: 'simd, int8, lite',
} as const;

export type ContenderName = (typeof CONTENDERS)[keyof typeof CONTENDERS];

/** Both engines in one Worker, and the SIMD engine alone in another. */
export function contendersOf(full: Bundle, lite: Bundle): Contender[] {
  const { ort, ortInt8, simd, simdInt8, lite: inLite, liteInt8 } = CONTENDERS;
  return [
    { name: ort, engine: 'onnxruntime', weights: 'fp32', bundle: full },
    { name: simd, engine: 'simd', weights: 'fp32', bundle: full },
    { name: simdInt8, engine: 'simd', weights: 'int8', bundle: full },
    { name: ortInt8, engine: 'onnxruntime', weights: 'int8', bundle: full },
    { name: inLite, engine: 'simd', weights: 'fp32', bundle: lite },
    { name: liteInt8, engine: 'simd', weights: 'int8', bundle: lite },
  ];
}

/**
 * Those that answer warm in one process, in turns. What they need fits beside each other; onnxruntime with a second model
 * would not.
 */
export const SIDE_BY_SIDE: readonly ContenderName[] = [CONTENDERS.ort, CONTENDERS.simd, CONTENDERS.simdInt8];

/** Name of what a contender runs for a model; undefined when there is no such variant of it. */
export function modelFor({ weights }: Contender, { entry, int8 }: ComparedModel): string | undefined {
  return weights === 'fp32' ? entry.name : int8?.entry.name;
}
