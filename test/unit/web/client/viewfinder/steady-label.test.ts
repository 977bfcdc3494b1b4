import { expect, it } from 'vitest';

import type { Prediction } from '../../../../../src/contract/explanation.ts';
import { SteadyLabel } from '../../../../../src/web/client/viewfinder/steady-label.ts';

/** ms from frame to frame of the camera of a phone. */
const FRAME = 1000 / 30;

const [PANDA, BEAR, FENCE] = [388, 294, 912];
const said = (index: number, score: number): Prediction => ({ index, label: `class ${index}`, score });
/** The answer to a frame, from a model that is sure from a score of 0.3 on. */
const answer = (predictions: readonly Prediction[]): Parameters<SteadyLabel['update']>[0] => ({
  predictions,
  unknown: !(predictions[0] !== undefined && predictions[0].score >= 0.3),
});
const times = <Value>(count: number, value: (n: number) => Value): Value[] =>
  Array.from({ length: count }, (_, n) => value(n));

/** The class that is named after each of these frames. */
function watch(frames: readonly (readonly Prediction[])[], steady = new SteadyLabel()): (number | null)[] {
  return frames.map((predictions, n) => {
    const shown = steady.update(answer(predictions), n * FRAME);
    return shown?.named === true ? shown.index : null;
  });
}

it('says nothing before the first frame, and names what is clear within a third of a second', () => {
  expect(new SteadyLabel().update(answer([]), 0)).toBeUndefined();
  const shown = watch(times(30, () => [said(PANDA, 0.95)]));
  const first = shown.indexOf(PANDA);
  expect(first * FRAME).toBeLessThan(333);
  expect(new Set(shown.slice(first))).toEqual(new Set([PANDA]));
});

it('does not follow two classes that take turns from frame to frame', () => {
  const [even, odd] = [
    [said(PANDA, 0.55), said(BEAR, 0.45)],
    [said(BEAR, 0.55), said(PANDA, 0.45)],
  ];
  const shown = watch(times(120, (n) => (n % 2 === 0 ? even : odd)));
  expect(shown.filter((index, n) => n > 0 && index !== shown[n - 1])).toHaveLength(1);
});

it('ignores a single frame that says something else', () => {
  const frames = times(60, (n) => [n === 40 ? said(FENCE, 1) : said(PANDA, 0.9)]);
  expect(watch(frames).slice(20)).toEqual(times(40, () => PANDA));
});

it('follows within half a second when the camera looks at something else', () => {
  const frames = times(90, (n) => [n < 45 ? said(PANDA, 0.9) : said(FENCE, 0.9)]);
  const after = watch(frames).slice(45);
  const first = after.indexOf(FENCE);
  expect(first).toBeGreaterThan(0);
  expect(first * FRAME).toBeLessThan(500);
  expect(new Set(after.slice(first))).toEqual(new Set([FENCE]));
});

it('names nothing where nothing is likely, and does not flicker at the border', () => {
  expect(new Set(watch(times(60, (n) => [said(n, 0.2), said(n + 1, 0.15)])))).toEqual(new Set([null]));
  // Two of five frames are sure: enough for a name to stay, and too little for one to appear.
  const wavering = (n: number): Prediction[] => [said(PANDA, n % 5 > 2 ? 0.5 : 0.25)];
  const faded = watch(times(120, (n) => (n < 60 ? [said(PANDA, 0.5)] : wavering(n))));
  expect(faded.slice(60)).toEqual(times(60, () => PANDA));
  expect(new Set(watch(times(120, wavering)))).toEqual(new Set([null]));
});

it('has a score that is the mean of those of the frames, less of those long ago', () => {
  const steady = new SteadyLabel();
  for (let n = 0; n < 200; n++) steady.update(answer([said(PANDA, n % 2 === 0 ? 0.8 : 0.6)]), n * FRAME);
  expect(steady.update(answer([said(PANDA, 0.7)]), 200 * FRAME)?.score).toBeCloseTo(0.7, 1);
  // 450 ms of nothing leave 1/e of it.
  for (let n = 1; n < 10; n++) steady.update(answer([]), 200 * FRAME + n * 45);
  expect(steady.update(answer([]), 200 * FRAME + 450)?.score).toBeCloseTo(0.7 / Math.E, 1);
});

it('lets one slow frame decide nothing, and a reset forget', () => {
  const steady = new SteadyLabel();
  const seen = times(60, () => [said(PANDA, 0.9)]);
  watch(seen, steady);
  expect(steady.update(answer([said(FENCE, 0.9)]), 60 * FRAME + 5000)?.index).toBe(PANDA);
  steady.reset();
  expect(steady.update(answer([said(FENCE, 0.9)]), 70 * FRAME + 5000)?.index).toBe(FENCE);
});
