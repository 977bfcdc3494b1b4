import sharp from 'sharp';
import { expect, it } from 'vitest';

import { drawCharts } from '../../../../scripts/bench/charts/charts.ts';
import { linearScale, logScale } from '../../../../src/web/charts/scale.ts';
import { benchOptions, checkBenchOptions } from '../../../../scripts/bench/options.ts';
import { parse } from '../../../../scripts/kit/command.ts';
import { describe } from '../../../../scripts/bench/report.ts';
import { summarize } from '../../../../scripts/bench/summary.ts';
import { layOut } from '../../../../scripts/kit/table.ts';
import { sample } from './samples.ts';
import { MADE_WITH } from '../kit/made-with-sample.ts';

const MODELS = ['efficientnet_b0', 'mobilenetv3_small'];
const PHASES = { receive: 0, queue: 1, load: 1100, decode: 70, preprocess: 300, infer: 290, explain: 120, other: 3 };
const samples = MODELS.flatMap((model) => [
  ...[2000, 2100, 1950].map((client_ms, run) => sample({ model, role: 'cold', run, client_ms, phases: PHASES })),
  ...Array.from({ length: 99 }, (_, index) => sample({ model, run: index % 3, client_ms: 20 + (index % 10) })),
  sample({ model, client_ms: 400 }),
  ...[1, 2].map((rate) => sample({ model, role: 'sweep', rate, client_ms: 25 * rate })),
]);
const processes = MODELS.map(
  (model) => ({ target: 'A', model, run: 0, role: 'measured', harness_ms: 2000, listening_ms: 812 }) as const,
);
const summary = summarize({ samples, processes }, MODELS, 1);
const machine = {
  cpu: 'AMD EPYC 7B13 64-Core Processor',
  cores: 2,
  memory_bytes: 8e9,
  system: 'linux',
  load: 1.5,
  node: '24.21.0',
  wrangler: '4.0.0',
  made_with: MADE_WITH,
  date: '2026-11-24T05:25:03.215Z',
};
const deployment = {
  label: 'A',
  title: 'workerd on this machine',
  startsProcess: true,
  connect: () => Promise.reject(new Error('nobody asks')),
} as const;
const options = checkBenchOptions(parse(benchOptions, []));
const text = describe(summary, { options, deployments: [deployment], machine, interrupted: false });

it('fits into 100 columns', () => {
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
});

it('shows outliers, warns of other load, and does not claim anything about Cloudflare', () => {
  expect(text).toContain('Outliers of mobilenetv3_small warm, which count in every figure: 400 ms.');
  expect(text).toContain('Other programs kept 1.5 of 2 cores busy');
  expect(text).toContain('What Cloudflare would show has not been proven.');
});

it('gives no percentile that so few samples cannot tell from the largest', () => {
  const row = (kind: string): string[] =>
    (text.split('\n').find((line) => line.startsWith(`  ${kind} `)) ?? '').trim().split(/ {2,}/);
  expect(row('cold')).toEqual(['cold', '3', '2000', '[1950, 2100]', '-', '-', '-', '2100', '-']);
  // Of 90 values from 20 to 28, nine times 29, and 400: the places 89.1, 94.05 and 98.01, counted from 0.
  expect(row('warm').slice(4)).toEqual(['28.1', '29.0', '32.7', '400', '1']);
});

it('says when it was interrupted, and what a comparison compares', () => {
  const deployments = [
    deployment,
    { ...deployment, label: 'B', title: 'https://b.example', startsProcess: false } as const,
  ];
  const compared = { ...options, compare: 'https://b.example' };
  const said = describe(summary, { options: compared, deployments, machine, interrupted: true });
  expect(said).toContain('Interrupted');
  expect(said).toContain('B is https://b.example');
});

it('lays columns out, without regard to headings', () => {
  const rows = [['a heading'], ['a', '10'], ['long', '']];
  expect(layOut(['', 'n'], rows)).toEqual(['       n', 'a heading', 'a     10', 'long']);
});

it('draws charts that are well-formed, say what they show, and hold the figures', async () => {
  const charts = drawCharts(summary, samples);
  expect(charts.map(({ name }) => name)).toEqual(['phases.svg', 'distributions.svg', 'rates.svg']);
  for (const { svg } of charts) {
    // libxml2 inside of sharp refuses whatever is not well-formed.
    expect(await sharp(Buffer.from(svg)).metadata()).toMatchObject({ format: 'svg', width: 1000 });
    expect(svg).toMatch(/<title id="title">[^<]+<\/title>\s*<desc id="description">[^<]+<\/desc>/);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    for (const model of MODELS) expect(svg).toContain(model);
  }
  const [phases = '', distributions = '', rates = ''] = charts.map(({ svg }) => svg);
  expect(phases).toContain('<title>load: 1100 ms</title>');
  expect(phases).toContain('<title>process: 812 ms</title>');
  expect(distributions).toContain('<title>outlier: 400 ms</title>');
  expect(distributions.match(/<circle /g)).toHaveLength(2 * (3 + 99));
  expect(rates).toContain('<title>p50 50.0 ms at 2 a second</title>');
});

it('draws only what there is, also from one sample', async () => {
  const one = [sample({ client_ms: 10, model: 'a<b&"c"' })];
  const charts = drawCharts(summarize({ samples: one, processes: [] }, ['a<b&"c"'], 1), one);
  expect(charts.map(({ name }) => name)).toEqual(['phases.svg', 'distributions.svg']);
  for (const { svg } of charts) {
    expect((await sharp(Buffer.from(svg)).metadata()).format).toBe('svg');
    expect(svg).not.toMatch(/NaN|Infinity/);
  }
  expect(drawCharts(summarize({ samples: [], processes: [] }, [], 1), [])).toEqual([]);
});

it('puts round figures on its axes', () => {
  expect(linearScale(172, [0, 400])).toMatchObject({ ticks: [0, 50, 100, 150, 200] });
  expect(linearScale(172, [0, 400]).at(100)).toBe(200);
  expect(linearScale(0.6, [0, 1]).ticks).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6]);
  const log = logScale([46, 1900], [0, 100]);
  expect(log.ticks).toEqual([20, 50, 100, 200, 500, 1000, 2000]);
  expect(log.at(200)).toBeCloseTo(50, 10);
  expect(logScale([53, 112], [0, 100]).ticks).toEqual([50, 60, 80, 100, 150]);
  expect(logScale([7, 7], [0, 100]).ticks).toEqual([6, 8]);
});
