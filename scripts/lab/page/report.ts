import type { Machine } from '../../kit/load/machine.ts';
import { madeWithText } from '../../kit/made-with.ts';
import { ascending, median } from '../../kit/statistics/quantiles.ts';
import { layOut } from '../../kit/table.ts';
import type { Visited } from './visit.ts';

/** All visits under one condition. */
export interface PageResult {
  readonly condition: string;
  readonly visits: readonly Visited[];
}

/** A table for a terminal, with what its figures are. */
export function pageReport(results: readonly PageResult[], machine: Machine): string {
  const rounds = Math.max(...results.map(({ visits }) => visits.length));
  return [
    ...layOut(
      ['', 'page, ms', 'cold answer, ms', 'warm answer, ms', 'sent, KiB'],
      results.map(({ condition, visits }) => [
        condition,
        ...(['page', 'cold', 'warm'] as const).map((name) => range(visits.map(({ waits }) => waits[name]))),
        (median(visits.map(({ sent }) => sent)) / 1024).toFixed(1),
      ]),
    ),
    '',
    `Medians of ${rounds} visits, with the fastest and the slowest. Page: from asking for it until it takes a picture, nothing`,
    'cached. Answer: from choosing a photograph of 12 megapixels, which the page shrinks, until it is on the screen with its',
    'heat map; cold in a process that was just started, then warm. efficientnet_b0, onnxruntime. A phone is emulated: a',
    'quarter of the speed for scripts, and a network; the Worker runs on this machine, not on Cloudflare.',
    `${machine.cpu}, ${machine.cores} cores, load ${machine.load.toFixed(1)}, ${machine.system}, Node ${machine.node},`,
    `${machine.date.slice(0, 10)}, ${madeWithText(machine.made_with)}.`,
  ].join('\n');
}

function range(values: readonly number[]): string {
  const sorted = ascending(values).map((value) => value.toFixed(0));
  return `${median(values).toFixed(0)} [${sorted[0] ?? ''}, ${sorted.at(-1) ?? ''}]`;
}
