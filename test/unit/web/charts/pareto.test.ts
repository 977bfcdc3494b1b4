import { describe, expect, it } from 'vitest';

import type { Candidate } from '../../../../src/catalogue/advice/candidate.ts';
import { paretoChart } from '../../../../src/web/charts/pareto.ts';
import { english } from '../../../../src/i18n/english.ts';
import { candidate } from '../../catalogue/advice/candidates.ts';
import { elements } from '../svg-elements.ts';

const CANDIDATES = [
  candidate('small', { top1: 67.6, warm_ms: 3, bytes: 10e6 }),
  candidate('large', { top1: 75.8, warm_ms: 11, bytes: 22e6, installed: false, architecture: 'large' }),
  candidate('lite', { top1: 75.5, warm_ms: 20, bytes: 19e6, installed: false, architecture: 'lite' }),
  candidate('best', {
    top1: 83.4,
    warm_ms: 270,
    bytes: 77e6,
    installed: false,
    architecture: 'best',
    fits_worker: false,
  }),
];

const textsOf = (svg: string): string[] =>
  Array.from(svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g), ([, text = '']) => text);

describe('the chart of the four axes', () => {
  const svg = paretoChart(CANDIDATES, english);

  it('has each model twice, against speed and against size, named beside its point', () => {
    // Three more circles are the key.
    expect(elements(svg, 'circle')).toHaveLength(2 * CANDIDATES.length + 3);
    for (const { name } of CANDIDATES) expect(textsOf(svg).filter((text) => text === name)).toHaveLength(2);
  });

  it('steps along what nothing beats on the two axes, and leaves out the others', () => {
    const [speed, size] = elements(svg, 'path').map(({ d = '' }) => d);
    // `lite` is slower than `large` and less accurate, but smaller.
    expect(speed?.match(/[MHV]/g)).toEqual(['M', 'H', 'V', 'H', 'V']);
    expect(size?.match(/[MHV]/g)).toEqual(['M', 'H', 'V', 'H', 'V', 'H', 'V']);
  });

  it('puts what is faster further left, and what is more accurate higher up', () => {
    const points = elements(svg, 'circle').slice(3, 3 + CANDIDATES.length);
    const across = points.map(({ cx }) => Number(cx));
    expect(across).toEqual([...across].sort((a, b) => a - b));
    const [small, , , best] = points.map(({ cy }) => Number(cy));
    expect(best).toBeLessThan(small ?? NaN);
  });

  it('lets no name cover another', () => {
    const crowd = Array.from({ length: 12 }, (_, at) =>
      candidate(`model_number_${at}`, { top1: 75 + at / 10, warm_ms: 20 + at, bytes: 20e6 + at * 1e5 }),
    );
    const texts = elements(paretoChart(crowd, english), 'text').filter(
      (attributes) => attributes['paint-order'] === 'stroke',
    );
    expect(texts).toHaveLength(2 * crowd.length);
    for (const half of [texts.slice(0, 12), texts.slice(12)]) {
      half.forEach((a, at) => {
        for (const b of half.slice(at + 1)) {
          const apart =
            Math.abs(Number(a['y']) - Number(b['y'])) >= 12 || Math.abs(Number(a['x']) - Number(b['x'])) > 80;
          expect(apart).toBe(true);
        }
      });
    }
  });

  it('leaves out a model that has no figure for an axis, and says nothing of none', () => {
    const unknown: Candidate = candidate('unknown', { warm_ms: null, architecture: 'unknown' });
    expect(textsOf(paretoChart([...CANDIDATES, unknown], english)).filter((text) => text === 'unknown')).toHaveLength(
      1,
    );
    expect(elements(paretoChart([], english), 'circle')).toHaveLength(3);
  });
});
