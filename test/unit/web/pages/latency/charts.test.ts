import { html } from 'hono/html';
import { describe, expect, it } from 'vitest';

import { BIN_BOUNDS } from '../../../../../src/latency/histogram.ts';
import { english } from '../../../../../src/i18n/english.ts';
import { MedianChart, medianPoints, shownParts } from '../../../../../src/web/pages/latency/median-chart.tsx';
import { usedBins, Histogram } from '../../../../../src/web/pages/latency/histogram.tsx';
import { elements } from '../../svg-elements.ts';
import { group } from './groups.ts';

const BOUNDS = BIN_BOUNDS.map((bound) => (Number.isFinite(bound) ? bound : null));

/** A histogram with these counts in the bins up to these bounds. */
function histogram(counts: Readonly<Record<number, number>>): number[] {
  return BIN_BOUNDS.map((bound) => counts[bound] ?? 0);
}

/** What the server sends of a component. */
async function sent(component: ReturnType<typeof MedianChart>): Promise<string> {
  return String(await html`${component}`);
}

describe('the distribution', () => {
  const cold = group({ start: 'cold', histogram: histogram({ 100: 1, 500: 4 }) });
  const warm = group({ start: 'warm', histogram: histogram({ 25: 100, 32: 50 }) });

  it('has the bins from the first used one to the last', () => {
    const bins = usedBins(BOUNDS, [cold, warm]);
    expect([bins[0], bins.at(-1)]).toEqual([
      { from: 20, bound: 25, counts: { cold: 0, warm: 100 } },
      { from: 400, bound: 500, counts: { cold: 4, warm: 0 } },
    ]);
  });

  it.each([
    ['the middle', 80, [32, 200]],
    ['the lower end', 1, [1, 13]],
    ['the open end', Infinity, [2000, null]],
  ])('of a single bin at %s has empty ones around it', (_, used, ends) => {
    const bins = usedBins(BOUNDS, [group({ histogram: histogram({ [used]: 3 }) })]);
    expect(bins).toHaveLength(9);
    expect([bins[0]?.bound, bins.at(-1)?.bound]).toEqual(ends);
    expect(bins.filter(({ counts }) => counts.warm === 3)).toHaveLength(1);
  });

  it('draws each start in shares of its own requests, and names every count', async () => {
    const svg = await sent(Histogram({ t: english, title: 'all of it', bins: usedBins(BOUNDS, [cold, warm]) }));
    const heights = (start: string): number[] =>
      elements(svg, 'rect', `fill-${start}`).map(({ height }) => Number(height));
    expect(heights('cold')).toEqual([22, 88]);
    expect(heights('warm')).toEqual([88, 44]);
    for (const count of ['>1<', '>4<', '>100<', '>50<']) expect(svg).toContain(count);
    expect(svg).toContain('role="img" aria-label="all of it"');
  });
});

describe('the course over time', () => {
  const from = Date.parse('2026-11-24T00:00:00.000Z');
  const series = [0, 23].map((hour) => ({
    ...group({ p50_ms: hour === 0 ? 0 : 100, p95_ms: 200 }),
    from: new Date(from + hour * 3_600_000).toISOString(),
  }));
  const points = medianPoints([group({ series })], from, 3_600_000);

  it('knows which part of the window a median is of', () => {
    expect(points.map(({ slice, figures }) => [slice, figures.p50_ms])).toEqual([
      [0, 0],
      [23, 100],
    ]);
  });

  it('draws what is later further right and what is longer higher up, also what took 0 ms', async () => {
    const svg = await sent(MedianChart({ t: english, title: 'all of it', points, slices: 24, window_s: 86_400 }));
    const [early, late] = elements(svg, 'circle', 'dot dot-warm');
    expect(Number(early?.['cx'])).toBeLessThan(Number(late?.['cx']));
    expect(Number(early?.['cy'])).toBeGreaterThan(Number(late?.['cy']));
    expect(svg).toContain('24 hours ago');
    expect(svg).toContain('now');
    expect(svg).not.toContain('NaN');
  });

  it.each([
    { used: [0, 23], shown: { first: 0, last: 23 } },
    { used: [5, 20, 12], shown: { first: 5, last: 20 } },
    { used: [23], shown: { first: 16, last: 23 } },
    { used: [9], shown: { first: 2, last: 9 } },
    { used: [0, 2], shown: { first: 0, last: 7 } },
  ])('shows of 24 parts, of which $used have requests, no more than it takes', ({ used, shown }) => {
    const each = used.map((slice) => ({ start: 'warm' as const, slice, figures: group({}) }));
    expect(shownParts(each, 24)).toEqual(shown);
  });

  it('says of when its ends are', async () => {
    const early = points.slice(0, 1);
    const svg = await sent(MedianChart({ t: english, title: 'all of it', points: early, slices: 24, window_s: 900 }));
    expect(svg).toContain('15 minutes ago');
    expect(svg).toContain('10 minutes ago');
  });

  it('draws medians of few hollow, and lines up to a p95 of few dashed', async () => {
    const few = group({ series: [{ ...group({ few: ['p95_ms', 'p99_ms'] }), from: new Date(from).toISOString() }] });
    const svg = await sent(
      MedianChart({
        t: english,
        title: 'all of it',
        points: medianPoints([few], from, 3_600_000),
        slices: 24,
        window_s: 86_400,
      }),
    );
    expect(svg).toContain('<g class="few-p95_ms few-p99_ms">');
  });
});
