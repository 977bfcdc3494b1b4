import { beforeAll, describe, expect, it } from 'vitest';

import { readManifest, WORKSPACE } from '../../../../scripts/models/workspace.ts';
import { adviseEnsembles, type EnsembleAdvice } from '../../../../src/catalogue/advice/ensemble-advice.ts';
import type { WeightingFigures } from '../../../../src/catalogue/ensembles.ts';
import type { ModelEntry } from '../../../../src/catalogue/manifest.ts';
import type { SpeedFigures } from '../../../../src/contract/measured.ts';
import { ensembleFigures, HEAD } from '../ensemble-figures.ts';

let model: ModelEntry;
let speed: SpeedFigures;

beforeAll(async () => {
  const [first] = (await readManifest(WORKSPACE)).models;
  const figures = first?.measured?.speed?.[0];
  if (first === undefined || figures === undefined) throw new Error('nothing was measured');
  model = first;
  speed = figures;
});

const headOf = (sha256: string): ModelEntry['files'][number] => ({ path: 'head', role: 'head', bytes: 1, sha256 });

/** A model with this warm inference, in ms, by each engine. */
function timed(name: string, times: Partial<Record<SpeedFigures['engine'], number>>, machine = 'here'): ModelEntry {
  const of = (['onnxruntime', 'simd'] as const).flatMap((engine) => {
    const warm_ms = times[engine];
    return warm_ms === undefined ? [] : [{ ...speed, engine, warm_ms, machine, cpu_ms: 2 * warm_ms }];
  });
  return { ...model, name, files: [headOf(HEAD)], measured: { speed: of } };
}

function advised(models: readonly ModelEntry[], figures = ensembleFigures()): EnsembleAdvice[] {
  const known = { models, enginesOf: () => ['onnxruntime', 'simd'] as const, bytesOf: () => 100 };
  return adviseEnsembles({ version: 1, ensembles: [figures] }, known);
}

const weighing = (facts: Partial<WeightingFigures>): WeightingFigures => {
  const [first] = ensembleFigures().weightings;
  if (first === undefined) throw new Error('no weighting');
  return { ...first, ...facts };
};

describe('advice on an ensemble', () => {
  it('quotes the first weights, and adds the cost of all members but the best', () => {
    const models = [timed('a', { simd: 40 }), timed('b', { onnxruntime: 19, simd: 5 })];
    const weightings = [weighing({}), weighing({ weights: [0.9, 0.1], gain: 0 })];
    expect(advised(models, ensembleFigures({ weightings }))).toMatchObject([
      {
        models: ['a', 'b'],
        ...{ weights: [0.6, 0.4], best: 'a', worth: 'loses', gain: -3.1, mended: 12, spoiled: 52, count: 1292 },
        added: { bytes: 100, speed: { warm_ms: 5, cpu_ms: 10, machine: 'here' } },
      },
    ]);
  });

  it('is given only where all its models are there', () => {
    expect(advised([timed('a', {})])).toEqual([]);
    expect(advised([timed('a', {}), timed('b', {})])).toHaveLength(1);
  });

  it('is not given for a model that was trained anew under the same name', () => {
    const other = { ...timed('b', {}), files: [headOf('b'.repeat(64))] };
    expect(advised([timed('a', {}), other])).toEqual([]);
  });

  it('has a time only where all that are added were measured on one machine', () => {
    const members = ['a', 'b', 'c'].map((name) => ({ name, head_sha256: [HEAD], top1: 50, top5: 80 }));
    const weightings = [weighing({ weights: [0.5, 0.3, 0.2] })];
    const figures = ensembleFigures({ members, weightings });
    const added = (third: ModelEntry): unknown =>
      advised([timed('a', {}), timed('b', { simd: 5.1 }), third], figures)[0]?.added;
    expect(added(timed('c', { onnxruntime: 20.2 }))).toMatchObject({
      bytes: 200,
      speed: { warm_ms: 25.3, cpu_ms: 50.6 },
    });
    const silent = timed('c', { onnxruntime: 20.2 });
    const [own] = silent.measured?.speed ?? [];
    if (own === undefined) throw new Error('not timed');
    const unknown = { ...silent, measured: { speed: [{ ...own, cpu_ms: undefined }] } };
    expect(added(unknown)).toMatchObject({ speed: { warm_ms: 25.3, cpu_ms: null } });
    expect(added(timed('c', { onnxruntime: 20 }, 'elsewhere'))).toEqual({ bytes: 200, speed: null });
    expect(added(timed('c', {}))).toEqual({ bytes: 200, speed: null });
  });

  it.each([
    [{ gain_interval: [0.1, 2], mended: 30, spoiled: 10 }, 'gains'],
    [{ gain_interval: [0, 2], mended: 30, spoiled: 20 }, 'level'],
    [{ gain_interval: [-2, -0.1], mended: 10, spoiled: 30 }, 'loses'],
    // A sign test of five gives 6 % at best, whatever the bootstrap says of so few.
    [{ gain_interval: [0.1, 2], mended: 5, spoiled: 0 }, 'level'],
    [{ gain_interval: [0.1, 2], mended: 6, spoiled: 0 }, 'gains'],
  ] satisfies [Partial<WeightingFigures>, string][])('%j: %s', (facts, worth) => {
    const figures = ensembleFigures({ weightings: [weighing(facts)] });
    expect(advised([timed('a', {}), timed('b', {})], figures).map((one) => one.worth)).toEqual([worth]);
  });
});
