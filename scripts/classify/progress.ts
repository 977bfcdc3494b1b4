import { Presets, SingleBar } from 'cli-progress';

import type { Problem } from './answer.ts';
import type { Summary } from './summary.ts';

/** A bar on standard error. */
export interface Progress {
  readonly onOutcome: (summary: Summary) => void;
  readonly onWait: (seconds: number, problem: Problem) => void;
  readonly stop: () => void;
}

/**
 * Shows how many of some pictures have an outcome.
 * @param isPrinted whether outcomes are printed, which a bar on the same terminal would stand between
 * @param note prints a line where there is no bar
 */
export function showProgress(pictures: number, isPrinted: boolean, note: (line: string) => void): Progress {
  if (!process.stderr.isTTY || (isPrinted && process.stdout.isTTY)) {
    return {
      onOutcome: () => undefined,
      onWait: (seconds, problem) => {
        note(waitText(seconds, problem));
      },
      stop: () => undefined,
    };
  }
  const format = '{bar} {value} of {total}, {failed} with a problem, {eta_formatted} left | {what}';
  const bar = new SingleBar({ format, barsize: 30, etaBuffer: 100 }, Presets.shades_classic);
  bar.start(pictures, 0, { failed: 0, what: '' });
  return {
    onOutcome: ({ failed }) => {
      bar.increment({ failed, what: '' });
    },
    onWait: (seconds, problem) => {
      bar.update({ what: waitText(seconds, problem) });
    },
    stop: () => {
      bar.stop();
    },
  };
}

function waitText(seconds: number, { detail }: Problem): string {
  return `waiting ${seconds.toFixed(seconds < 10 ? 1 : 0)} s: ${detail}`;
}
