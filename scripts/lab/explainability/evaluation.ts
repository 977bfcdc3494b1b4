import type { InputSpec } from '../../../src/contract/model.ts';
import type { Engine } from '../../../src/inference/engines/engine.ts';
import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import type { ClassifierHead } from '../../../src/verdict/classifier-head.ts';
import type { HeatMap } from '../../../src/contract/job.ts';
import { gradCam } from '../../../src/verdict/gradcam.ts';
import { softmax } from '../../../src/verdict/scores.ts';
import { upsample } from '../../../src/verdict/upsample.ts';
import { eachPicture, type Skipped } from '../../models/evaluation/each-picture.ts';
import { argmax } from '../../models/evaluation/metrics.ts';
import { pixelsOf } from '../../models/onnx/runtime.ts';
import { randomOf } from '../../kit/random.ts';
import { centred, shuffled } from './controls.ts';
import { deletion, insertion, type Score } from './metrics/causal.ts';
import type { ScorePair } from './metrics/confidence.ts';
import { explainedPicture } from './metrics/explained-picture.ts';

/** Grad-CAM, and the controls that it is compared with. */
export const MAPS = ['gradcam', 'shuffled', 'centred'] as const;

export type MapName = (typeof MAPS)[number];

/** The metrics of one map as an explanation of one answer. */
export interface Examination extends ScorePair {
  /** Area under the score while the pixels go, in [0, 1]. */
  readonly deletion: number;
  /** Area under the score while the pixels come, in [0, 1]. */
  readonly insertion: number;
}

/** The metrics of the maps of all pictures. */
export interface Explainability {
  /** By map, one a picture, in the order of the pictures. */
  readonly examinations: Readonly<Record<MapName, readonly Examination[]>>;
  readonly skipped: readonly Skipped[];
}

/**
 * Examines the heat maps of a model's own first answers to some pictures, which need no labels.
 *
 * @param engine has the model loaded
 * @param pictures paths of files
 * @param steps of deletion and of insertion
 * @throws Failure when no picture can be read
 */
export async function evaluateMaps(
  engine: Engine,
  model: ModelEntry,
  head: ClassifierHead,
  pictures: readonly string[],
  { steps, onPicture }: { readonly steps: number; readonly onPicture?: (done: number) => void },
): Promise<Explainability> {
  const examinations: Record<MapName, Examination[]> = { gradcam: [], shuffled: [], centred: [] };
  const named = pictures.map((path, index) => ({ path, index }));
  const skipped = await eachPicture(
    named,
    async (bytes, { index }) => {
      const pixels = await pixelsOf(bytes, model.input);
      const { logits, features } = await engine.run(model, pixels, ['logits', 'features']);
      const first = argmax(logits.data);
      const [gradcam] = gradCam(features, head, [first]);
      if (gradcam === undefined) return;
      const score = async (changed: Float32Array): Promise<number> =>
        softmax((await engine.run(model, changed, ['logits'])).logits.data, model.temperature)[first] ?? NaN;
      const whole = softmax(logits.data, model.temperature)[first] ?? NaN;
      const maps = { gradcam, shuffled: shuffled(gradcam, randomOf('shuffled', index)), centred: centred(gradcam) };
      for (const name of MAPS) {
        examinations[name].push(await examine(score, whole, pixels, maps[name], { input: model.input, steps }));
      }
    },
    onPicture,
  );
  return { examinations, skipped };
}

/**
 * Computes the metrics of a map with the model that it is to explain.
 *
 * @param score of the class that is explained
 * @param whole the same score for the whole picture
 * @param pixels the picture, normalised NCHW with N = 1
 * @param steps of deletion and of insertion
 */
async function examine(
  score: Score,
  whole: number,
  pixels: Float32Array,
  map: HeatMap,
  { input, steps }: { readonly input: InputSpec; readonly steps: number },
): Promise<Examination> {
  const [, height, width] = input.size;
  const importance = upsample(map, height, width);
  return {
    whole,
    explained: await score(explainedPicture(pixels, importance, input)),
    deletion: await deletion(score, pixels, importance, steps),
    insertion: await insertion(score, pixels, importance, { width, steps }),
  };
}
