import { join } from 'node:path';

import { classificationSchema } from '../../../../src/contract/classification.ts';
import type { EngineName } from '../../../../src/contract/names.ts';
import type { Picture } from '../../../kit/load/picture.ts';
import { FULL, LITE } from '../../../kit/worker/profile.ts';
import { prepareWorker } from '../../../kit/worker/worker-process.ts';
import type { ModelEntry } from '../../../../src/catalogue/manifest.ts';
import { modelBytes } from '../../../../src/catalogue/served-files.ts';
import type { Observation, Peer } from './peer.ts';
import { type Answer, post } from './request.ts';

/** Our Worker with one of its engines: the full build as it is deployed, or the one that has nothing but the SIMD engine. */
export function prepareEdgelens(
  model: ModelEntry,
  engine: EngineName,
  picture: Picture,
  folder: string,
): Promise<Peer> {
  const { entry } = engine === 'simd' ? LITE : FULL;
  const bundle = prepareWorker(join(folder, 'worker'), { entry });
  const start: Peer['start'] = async () => {
    const worker = await bundle.start();
    const { origin, pid, close } = worker;
    const classify = ({ bytes, type }: Picture): Promise<Observation> =>
      post(`${origin}/v1/classify?model=${model.name}&engine=${engine}&top_k=1`, bytes, type, read);
    // Its tensor is the one that all others are handed: the picture, preprocessed by the same code.
    return { pid, listening_ms: worker.start.listening_ms, close, classify, infer: () => classify(picture) };
  };
  return Promise.resolve({
    start,
    upload_bytes: bundle.upload_bytes,
    model_bytes: modelBytes(model, engine),
  });
}

function read(answer: unknown): Answer {
  const { predictions, timings, memory } = classificationSchema.parse(answer);
  return {
    index: predictions[0]?.index ?? -1,
    infer_ms: timings.phases_ms.infer,
    heap_bytes: memory.wasm_heap_bytes,
  };
}
