import type { Sample } from '../sample.ts';
import type { Summary } from '../summary.ts';

/** A chart as a file. */
export interface Chart {
  readonly name: string;
  readonly svg: string;
}

/** Draws what there are samples for. */
export function drawCharts(_summary: Summary, _samples: readonly Sample[]): Chart[] {
  return [];
}
