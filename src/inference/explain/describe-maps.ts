import type { ModelEntry } from '../../catalogue/manifest.ts';
import type { Explanation, Prediction } from '../../contract/explanation.ts';
import type { DecodedPicture, HeatMap } from '../../contract/job.ts';
import { seenExtent } from '../picture/preprocess.ts';

/**
 * Describes the heat maps of an answer.
 * @param picture the upright picture, whose part that a model sees is the region of its maps
 */
export function describeMaps(
  maps: readonly HeatMap[],
  predictions: readonly Prediction[],
  { input }: ModelEntry,
  picture: Pick<DecodedPicture, 'width' | 'height'>,
): Explanation[] {
  const seen = seenExtent({ left: 0, top: 0, ...picture }, input);
  const [left, top] = [Math.round(seen.left), Math.round(seen.top)];
  const region = {
    left,
    top,
    width: Math.min(picture.width - left, Math.round(seen.width)),
    height: Math.min(picture.height - top, Math.round(seen.height)),
  };
  return maps.flatMap(({ peak, ...map }, at) => {
    const prediction = predictions[at];
    return prediction === undefined ? [] : [{ method: 'gradcam' as const, ...prediction, map, peak, region }];
  });
}
