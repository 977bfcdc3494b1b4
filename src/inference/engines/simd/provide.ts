import plain from '../../../../dist/kernels/plain.wasm?module';
import relaxed from '../../../../dist/kernels/relaxed.wasm?module';
import { provideEngine } from '../engines.ts';
import { chooseKernels } from './kernel-instance.ts';
import { SimdEngine } from './engine.ts';

/** Gives this Worker the SIMD engine. */
export function provideSimd(): void {
  provideEngine(new SimdEngine(chooseKernels({ relaxed, plain })));
}
