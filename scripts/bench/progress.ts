import { Presets, SingleBar } from 'cli-progress';

import type { Observer } from './experiment.ts';

/** Shows the progress of an experiment on the terminal. */
export function showProgress(steps: number): Observer & { readonly stop: () => void } {
  const bar = new SingleBar(
    {
      format: '{bar} {percentage} %, {eta_formatted} left | {what}',
      noTTYOutput: true,
      notTTYSchedule: 10_000,
      barsize: 30,
      // Single samples take from milliseconds to seconds, so the last few would make a nervous estimate.
      etaBuffer: 100,
    },
    Presets.shades_classic,
  );
  bar.start(steps, 0, { what: '' });
  return {
    onStep: (what) => {
      bar.increment({ what });
    },
    stop: () => {
      bar.stop();
    },
  };
}
