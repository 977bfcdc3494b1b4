import type { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { accepts } from 'hono/accepts';

import type { ModelEntry } from '../../catalogue/manifest.ts';
import { seenExtent } from '../../inference/picture/preprocess.ts';
import type { HeatMap } from '../../verdict/gradcam.ts';
import type { Prediction } from '../../verdict/rank.ts';
import type { AppEnv } from '../app-env.ts';
import { type explanationSchema, MOST_EXPLAINED } from '../../contract/explanation.ts';
import { invalid } from '../invalid-parameter.ts';

/** What a request wants explained. */
export interface ExplainWish {
  /** Indices into the class list; `best` and `all` are those of the answer. */
  readonly classes: 'best' | 'all' | readonly number[];
  /** Whether it wants a picture instead of numbers. */
  readonly drawn: boolean;
}

/**
 * What a request wants explained; undefined when nothing.
 * @param models that it names
 * @throws ProblemError `invalid-parameter` for a class that a model does not have, and for what makes no sense together
 */
export function requireExplain(
  c: Context<AppEnv>,
  { explain, explain_class: wanted }: { explain?: 'gradcam' | undefined; explain_class?: string | undefined },
  models: readonly ModelEntry[],
): ExplainWish | undefined {
  const drawn =
    accepts(c, { header: 'Accept', supports: ['application/json', 'image/png'], default: 'application/json' }) ===
    'image/png';
  if (explain === undefined) {
    if (wanted !== undefined) throw invalid('explain_class', 'only together with explain=gradcam');
    if (drawn) throw invalid('explain', 'gradcam, when a picture is wanted (Accept: image/png)');
    return undefined;
  }
  if (wanted === undefined || wanted === 'all') return { classes: wanted ?? 'best', drawn };
  const classes = [...new Set(wanted.split(',').map(Number))];
  for (const {
    name,
    classes: { count },
  } of models) {
    if (classes.some((index) => index >= count)) {
      throw invalid('explain_class', `classes of ${name}, which are numbered from 0 to ${count - 1}`);
    }
  }
  return { classes, drawn };
}

/** Indices of the classes to explain, of an answer. */
export function explainedClasses({ classes }: ExplainWish, predictions: readonly Prediction[]): number[] {
  const answered = predictions.map(({ index }) => index);
  if (classes === 'all') return answered.slice(0, MOST_EXPLAINED);
  return classes === 'best' ? answered.slice(0, 1) : [...classes];
}

/** Height and width of an upright picture, in pixels. */
interface Size {
  readonly width: number;
  readonly height: number;
}

/** What an answer says of its heat maps. */
export function describeMaps(
  maps: readonly HeatMap[],
  predictions: readonly Prediction[],
  { input }: ModelEntry,
  picture: Size,
): z.infer<typeof explanationSchema>[] {
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
