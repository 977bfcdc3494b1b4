import { html } from 'hono/html';
import { describe, expect, it } from 'vitest';

import { english } from '../../../../../src/i18n/english.ts';
import { Chart } from '../../../../../src/web/pages/advice/chart.tsx';
import { candidate } from '../../../catalogue/advice/candidates.ts';
import { elements } from '../../svg-elements.ts';

const CANDIDATES = Array.from({ length: 12 }, (_, at) =>
  candidate(`model_${at}`, { top1: 75 + at / 10, warm_ms: 20 + at, bytes: 20e6 + at * 1e5, engine: 'simd' }),
);
const [, second, third] = CANDIDATES;
const RANKING = [third, second].flatMap((one) => one ?? []);

const page = String(await html`${Chart({ t: english, candidates: CANDIDATES, ranking: RANKING })}`);
const drawings = page.match(/<svg class="panel[^]*?<\/svg>/g) ?? [];
const [narrow, wide] = ['narrow', 'wide'].map((size) => drawings.filter((svg) => svg.includes(`panel-${size}`)));

describe('the chart of the page', () => {
  it('is drawn against speed and against size, for a phone and for more', () => {
    expect([narrow?.length, wide?.length]).toEqual([2, 2]);
    for (const svg of drawings) expect(svg.match(/<circle class="point-here"/g)).toHaveLength(CANDIDATES.length);
  });

  it('has places on a phone, for those that are ranked, and says whose they are', () => {
    for (const svg of narrow ?? []) expect(svg.match(/class="point-label"[^>]*>\d+</g)).toHaveLength(2);
    expect(page).toContain('<b>1</b> model_2');
    expect(page).toContain('<b>2</b> model_1');
  });

  it('has names elsewhere, and a ring around the recommended one', () => {
    for (const svg of wide ?? []) {
      expect(svg.match(/class="point-label[^>]*>model_\d+</g)).toHaveLength(CANDIDATES.length);
      const [ring] = elements(svg, 'circle', 'ring');
      const best = new RegExp(`cx="${ring?.['cx'] ?? ''}" cy="${ring?.['cy'] ?? ''}" r="6"><title>model_2 in simd`);
      expect(svg).toMatch(best);
    }
  });

  it('has text that stays legible on a phone of 320 pixels', () => {
    // 12 pixels, by the style sheet, in a drawing that is shrunk to what the paddings leave of the window.
    for (const svg of narrow ?? []) {
      const [, width = '0'] = /viewBox="0 0 (\d+) /.exec(svg) ?? [];
      expect((12 * (320 - 2 * 16 - 2 * 13)) / Number(width)).toBeGreaterThan(9);
    }
  });

  it('names the engine that a figure is of', () => {
    for (const svg of drawings) expect(svg).toMatch(/<title>model_0 in simd: 75 %, [\d.]+ (ms|MiB)/);
  });
});
