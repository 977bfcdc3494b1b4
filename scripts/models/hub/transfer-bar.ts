import { Presets, SingleBar } from 'cli-progress';

import type { TransferWatch } from './download.ts';

/** Bytes between two lines, where there is no terminal. */
const STEP = 10_000_000;

/**
 * Shows a bar on a terminal while files are fetched, one after the other, and a line now and then elsewhere.
 *
 * @param report receives one line at a time
 */
export function transferWatch(report: (line: string) => void): TransferWatch {
  return process.stderr.isTTY ? bars(report) : lines(report);
}

function lines(report: (line: string) => void): TransferWatch {
  let before = 0;
  return {
    report,
    progress: (have, whole) => {
      if (have > before && Math.floor(have / STEP) > Math.floor(before / STEP)) report(`  ${of(have, whole)}`);
      before = have;
    },
  };
}

function bars(report: (line: string) => void): TransferWatch {
  let bar: SingleBar | undefined;
  const stop = (): void => {
    bar?.stop();
    bar = undefined;
  };
  return {
    report: (line) => {
      stop();
      report(line);
    },
    progress: (have, whole) => {
      if (bar === undefined) {
        bar = new SingleBar({ format: '{bar} {of}', clearOnComplete: true }, Presets.shades_classic);
        bar.start(whole ?? have, have, { of: of(have, whole) });
      }
      bar.update(have, { of: of(have, whole) });
      if (have === whole) stop();
    },
  };
}

function of(have: number, whole: number | null): string {
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
  return whole === null ? `${megabytes(have)} MB` : `${megabytes(have)} of ${megabytes(whole)} MB`;
}
