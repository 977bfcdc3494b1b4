import type { Measured } from '../../../../../scripts/lab/candidates/figures.ts';
import type { Measurement } from '../../../../../scripts/lab/candidates/measurement.ts';
import { readCatalogue } from '../../../../../scripts/models/catalogue/catalogue.ts';
import { WORKSPACE } from '../../../../../scripts/models/workspace.ts';
import { entryOf } from '../../models/onnx/onnxruntime.ts';

export const CATALOGUE = await readCatalogue(WORKSPACE);

/** What a process found whose inferences took these times in ms. */
export function measurementOf(...warm_ms: number[]): Measurement {
  return {
    load_ms: 100 + warm_ms.length,
    first_ms: 50,
    warm_ms,
    cpu_ms: 6,
    picture_ms: 2,
    heap_bytes: 30 * 2 ** 20,
    cost: { files: 10 * 2 ** 20, growth: 40 * 2 ** 20 },
  };
}

/** A candidate with times of onnxruntime's processes, and of the SIMD engine's where it runs it. */
export function measuredOf(
  name: string,
  {
    own,
    onnxruntime,
    simd = [],
    int8 = [],
    control,
  }: {
    own?: string;
    onnxruntime: Measurement[];
    simd?: Measurement[];
    /** Of its int8 variant in the SIMD engine. */
    int8?: Measurement[];
    control?: Measured['control'];
  },
): Measured {
  const available = CATALOGUE.models.find((model) => model.name === name);
  if (available === undefined) throw new Error(`the catalogue has no ${name}`);
  const model = entryOf(own ?? 'mobilenetv3_small_distilled');
  const entry = own === undefined ? { ...model, input: available.input } : model;
  const engines = simd.length > 0 ? (['onnxruntime', 'simd'] as const) : (['onnxruntime'] as const);
  const variants = int8.length === 0 ? [] : [entryOf(`${own ?? ''}_int8`)];
  return {
    considered: { available, own: own === undefined ? undefined : model, variants },
    tested: { entry, workspace: WORKSPACE, engines, picture: '' },
    measurements: { onnxruntime, simd },
    variants: variants.map((entry) => ({
      tested: { entry, workspace: WORKSPACE, engines: ['simd'], picture: '' },
      measurements: { onnxruntime: [], simd: int8 },
    })),
    withoutSimd: simd.length > 0 ? null : 'there is no SIMD kernel for operator MaxPool',
    control,
  };
}
