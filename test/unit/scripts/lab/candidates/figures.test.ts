import { expect, it } from 'vitest';

import { type Circumstances, figuresOf } from '../../../../../scripts/lab/candidates/figures.ts';
import { candidatesReport } from '../../../../../scripts/lab/candidates/report.ts';
import { type CandidateFigures, candidateFiguresSchema } from '../../../../../src/catalogue/candidate-figures.ts';
import { CATALOGUE, measuredOf, measurementOf } from './samples.ts';
import { MADE_WITH } from '../../kit/made-with-sample.ts';

const CIRCUMSTANCES: Circumstances = {
  date: '2026-11-24',
  command: 'npm run bench -- --candidates',
  made_with: MADE_WITH,
  machine: 'a processor, 2 cores',
  load: 0.25,
  catalogue: CATALOGUE,
  uploads: { onnxruntime: 14 * 2 ** 20, simd: 2 ** 20 },
};

const B0 = measuredOf('efficientnet_b0.ra_in1k', {
  own: 'efficientnet_b0',
  onnxruntime: [measurementOf(80, 82, 84), measurementOf(160, 164, 168)],
  simd: [measurementOf(20), measurementOf(40)],
  int8: [measurementOf(10), measurementOf(20)],
  control: { onnxruntime: [measurementOf(82), measurementOf(164)], simd: [measurementOf(22), measurementOf(44)] },
});
// The machine was half as fast in the second round.
const B4 = measuredOf('efficientnet_b4.ra2_in1k', {
  onnxruntime: [measurementOf(410), measurementOf(820, 821)],
  simd: [measurementOf(160), measurementOf(320)],
});
const RESNET = measuredOf('resnet50.a1_in1k', { onnxruntime: [measurementOf(328), measurementOf(656)] });

const figures: CandidateFigures = candidateFiguresSchema.parse(figuresOf([B0, B4, RESNET], CIRCUMSTANCES));

it('takes medians over all runs, and the largest heap', () => {
  const [onnxruntime, simd] = figures.candidates[0]?.engines ?? [];
  // Of 80, 82, 84, 160, 164 and 168 the mean of the middle two is 122.
  expect(onnxruntime).toMatchObject({ engine: 'onnxruntime', runs: 6, processes: 2, warm_ms: 122, load_ms: 103 });
  expect(onnxruntime).toMatchObject({ first_ms: 50, cpu_ms: 6, picture_ms: 2, heap_bytes: 30 * 2 ** 20 });
  expect(simd).toMatchObject({ engine: 'simd', runs: 2, warm_ms: 30, warm_interval_ms: [20, 40] });
});

it('compares with the reference round by round, so that a slow round does not count', () => {
  expect(figures.candidates.map(({ engines }) => engines.map(({ ratio }) => ratio))).toEqual([
    [1, 1],
    // Of 410 / 82 and 820.5 / 164.
    [expect.closeTo(5.0015244, 6), 8],
    [4],
  ]);
  expect(figures.candidates[1]?.engines[0]?.ratio_interval).toEqual([5, 820.5 / 164]);
  const [alone] = figuresOf([B4], CIRCUMSTANCES).candidates;
  expect(alone?.engines.map(({ ratio, ratio_interval: interval }) => [ratio, interval])).toEqual([
    [null, null],
    [null, null],
  ]);
});

it('measures the variants of a model beside it, against the same reference', () => {
  const [variant] = figures.candidates[0]?.variants ?? [];
  expect([variant?.model, variant?.engines.length]).toEqual(['efficientnet_b0_int8', 1]);
  expect(variant?.engines[0]).toMatchObject({ engine: 'simd', warm_ms: 15, ratio: 0.5, ratio_interval: [0.5, 0.5] });
  expect(figures.candidates.slice(1).map(({ variants }) => variants)).toEqual([[], []]);
});

it('tells own weights from random ones, and what the published accuracy is of', () => {
  expect(
    figures.candidates.map(({ name, weights, model, without_simd: reason }) => [name, weights, model, reason]),
  ).toEqual([
    ['efficientnet_b0.ra_in1k', 'own', 'efficientnet_b0', null],
    ['efficientnet_b4.ra2_in1k', 'random', null, null],
    ['resnet50.a1_in1k', 'random', null, 'there is no SIMD kernel for operator MaxPool'],
  ]);
  // timm published B4 at a larger size of picture than its tag was trained with.
  const b4 = figures.candidates[1];
  expect([b4?.size, b4?.accuracy?.size, b4?.accuracy?.top1]).toEqual([320, 384, 83.414]);
  expect(Object.keys(figures.sources).sort()).toEqual(['timm-0173a139', 'timm-2025-10-30']);
});

it('holds random weights against own ones', () => {
  expect(figures.control).toEqual([
    { name: 'efficientnet_b0.ra_in1k', engine: 'onnxruntime', ratio: 1, ratio_interval: [1, 1] },
    { name: 'efficientnet_b0.ra_in1k', engine: 'simd', ratio: 1.1, ratio_interval: [1.1, 1.1] },
  ]);
});

it('prints all of it', () => {
  const report = candidatesReport(figures);
  expect(report).toMatch(/^a processor, 2 cores, load 0\.3 before$/m);
  expect(report).toMatch(
    /^efficientnet_b0\.ra_in1k +own \(efficientnet_b0\) +224 +5\.27 M +386 M +20\.2 +77\.70 \/ 93\.54 at 224$/m,
  );
  expect(report).toMatch(/^efficientnet_b4\.ra2_in1k +random +320 .* 83\.41 \/ 96\.60 at 384$/m);
  expect(report).toMatch(/^timm-2025-10-30: timm results for ImageNet-1k, https:/m);
  expect(report).toMatch(
    /^efficientnet_b4\.ra2_in1k\n {2}onnxruntime +820 +\[410, 821\] +5\.00 +\[5\.00, 5\.00\] +50\.0 +102 +30\.0\n/m,
  );
  expect(report).toMatch(/^ {2}efficientnet_b0_int8, simd +15\.0 +\[10\.0, 20\.0\] +0\.50 /m);
  expect(report).toMatch(/^resnet50\.a1_in1k\n {2}onnxruntime +14\.0 +9\.7 +6\.2 +74\.0 +8\.00 +yes$/m);
  expect(report).toContain('resnet50.a1_in1k runs on onnxruntime only: there is no SIMD kernel for operator MaxPool');
  expect(report).toContain('efficientnet_b0.ra_in1k, simd: random weights take 1.100 [1.100, 1.100] times as long');
  expect(report).toContain('not on Cloudflare');
});

it('says which limits a model exceeds', () => {
  const [candidate] = figures.candidates;
  const [engine] = candidate?.engines ?? [];
  if (candidate === undefined || engine === undefined) throw new Error('there is no candidate');
  const { upload, asset, memory, free_cpu } = engine.fits;
  const verdictOf = (fits: typeof engine.fits): string => {
    const report = candidatesReport({ ...figures, candidates: [{ ...candidate, engines: [{ ...engine, fits }] }] });
    return (
      /(yes|no)[^\n]*$/.exec(report.split('\n').findLast((line) => line.startsWith('  onnxruntime')) ?? '')?.[0] ?? ''
    );
  };
  expect(verdictOf(engine.fits)).toBe('yes');
  expect(verdictOf({ ...engine.fits, free_cpu: { ...free_cpu, fits: false } })).toBe('yes, not the Free plan');
  expect(
    verdictOf({
      upload: { ...upload, fits: false },
      asset: { ...asset, fits: false },
      memory: { ...memory, fits: false, model_bytes: 41 * 2 ** 20 },
      free_cpu,
    }),
  ).toBe('no: upload, model, file');
  expect(verdictOf({ ...engine.fits, memory: { ...memory, fits: false, bytes: 129 * 2 ** 20 } })).toBe('no: memory');
});
