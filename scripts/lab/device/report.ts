import type { Machine } from '../../kit/load/machine.ts';
import { madeWithText } from '../../kit/made-with.ts';
import { ascending, median } from '../../kit/statistics/quantiles.ts';
import { layOut } from '../../kit/table.ts';

/** What was measured of one model. */
export interface DeviceResult {
  readonly model: string;
  /** Mean duration of an inference in each round, ms. */
  readonly rounds: { readonly browser: number; readonly workerd: number; readonly node: number }[];
  /** Frames a second, in each round. */
  readonly frames: number[];
  /** First answer of a page whose model is kept, in each round, ms. */
  readonly first: number[];
}

/** A table for a terminal, with what its figures are. */
export function deviceReport(results: readonly DeviceResult[], machine: Machine, warm: number): string {
  const rounds = Math.max(...results.map((result) => result.rounds.length));
  return [
    ...layOut(
      ['', 'browser, ms', 'workerd, ms', 'Node, ms', 'browser / workerd', 'first answer, ms', 'frames/s'],
      results.map(({ model, rounds: measured, frames, first }) => [
        model,
        range(
          measured.map(({ browser }) => browser),
          1,
        ),
        range(
          measured.map(({ workerd }) => workerd),
          1,
        ),
        range(
          measured.map(({ node }) => node),
          1,
        ),
        range(
          measured.map(({ browser, workerd }) => browser / workerd),
          2,
        ),
        range(first, 0),
        range(frames, 0),
      ]),
    ),
    '',
    `Medians of ${rounds} rounds, with the least and the most; in a round each place answers ${warm} times in a row, and the places`,
    'take turns. Inference of the SIMD engine with the features that heat maps need; workerd’s includes an RPC call. First',
    'answer: from starting the Web Worker to label and heat map, with the model in the Cache Storage. Frames: 640 x 480 pixels,',
    'one after the other, from bitmap to label. Chromium, workerd and Node on this machine: no phone, and not Cloudflare.',
    `${machine.cpu}, ${machine.cores} cores, load ${machine.load.toFixed(1)}, ${machine.system}, Node ${machine.node},`,
    `${machine.date.slice(0, 10)}, ${madeWithText(machine.made_with)}.`,
  ].join('\n');
}

function range(values: readonly number[], digits: number): string {
  const sorted = ascending(values).map((value) => value.toFixed(digits));
  return `${median(values).toFixed(digits)} [${sorted[0] ?? ''}, ${sorted.at(-1) ?? ''}]`;
}
