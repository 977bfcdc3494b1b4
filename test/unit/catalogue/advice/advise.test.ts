import { describe, expect, it } from 'vitest';

import type { Limits } from '../../../../src/catalogue/advice/limits.ts';
import { type Advice, advise } from '../../../../src/catalogue/advice/advise.ts';
import { BALANCED, USE_CASES, type UseCase } from '../../../../src/catalogue/advice/use-case.ts';
import type { Candidate } from '../../../../src/catalogue/advice/candidate.ts';
import { randomOf } from '../../../../scripts/kit/random.ts';
import { candidate } from './candidates.ts';

const CANDIDATES = [
  candidate('mobilenetv3_small_100', { top1: 67.6, warm_ms: 5, bytes: 10e6, memory_bytes: 10e6 }),
  candidate('efficientnet_b0', { top1: 77.7, warm_ms: 30, bytes: 20e6, memory_bytes: 20e6 }),
  candidate('efficientnet_b3', {
    top1: 81.5,
    warm_ms: 150,
    bytes: 49e6,
    memory_bytes: 90e6,
    installed: false,
    fits_worker: false,
  }),
  candidate('resnet50', {
    top1: 80.4,
    warm_ms: 400,
    bytes: 102e6,
    memory_bytes: 130e6,
    installed: false,
    fits_worker: false,
  }),
  candidate('convnext_tiny', {
    top1: 82.1,
    warm_ms: 500,
    bytes: 114e6,
    memory_bytes: 150e6,
    installed: false,
    interpretability: null,
  }),
];

const ask = (limits: Limits = {}, useCase: UseCase = BALANCED): Advice => advise(CANDIDATES, useCase, limits);
const names = ({ ranking }: Advice): string[] => ranking.map(({ candidate: { name } }) => name);

describe('a task', () => {
  it('has no model first because it is usually chosen, and says on which axes that is behind', () => {
    const { ranking, passed } = ask({}, USE_CASES.quality_inspection);
    expect(ranking[0]).toMatchObject({ candidate: { name: 'efficientnet_b3' }, usual: false });
    expect(passed).toEqual([
      {
        candidate: expect.objectContaining({ name: 'resnet50' }) as unknown,
        ...{ place: 4, behind: ['accuracy', 'latency', 'size'] },
      },
    ]);
    expect(ranking[3]).toMatchObject({ candidate: { name: 'resnet50' }, usual: true });
  });

  it('passes over no usual choice where one comes first', () => {
    const { ranking, passed } = ask({}, USE_CASES.medical);
    expect([ranking[0]?.candidate.name, passed]).toEqual(['efficientnet_b3', []]);
  });

  it('weighs axes that sum to 1', () => {
    for (const { weights } of [BALANCED, ...Object.values(USE_CASES)]) {
      expect(Object.values(weights).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    }
  });

  it('ranks by scores', () => {
    const { ranking } = ask({}, USE_CASES.medical);
    const scores = ranking.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
  });

  it('scores the best on every axis 1, the worst 0, and what lies between as it should', () => {
    const candidates = [
      candidate('best', { top1: 80, warm_ms: 10, bytes: 1e6, interpretability: 0.5 }),
      candidate('middle', { top1: 70, warm_ms: 20, bytes: 2e6, interpretability: 0.25 }),
      candidate('worst', { top1: 60, warm_ms: 40, bytes: 4e6, interpretability: 0 }),
    ];
    const { ranking } = advise(candidates, BALANCED, {});
    expect(ranking.map(({ score }) => score)).toEqual([1, expect.closeTo(0.5, 9), 0]);
  });
});

describe('a score', () => {
  it('counts what is not known as the least that is known', () => {
    const candidates = [
      candidate('good', { interpretability: 0.6 }),
      candidate('bad', { interpretability: 0.3 }),
      candidate('unknown', { interpretability: null }),
    ];
    const scores = new Map(advise(candidates, BALANCED, {}).ranking.map((one) => [one.candidate.name, one.score]));
    expect(scores.get('unknown')).toBe(scores.get('bad'));
    expect(scores.get('good')).toBeGreaterThan(scores.get('bad') ?? NaN);
  });

  it('is never lower for a model that is better on all axes', () => {
    const { uniform } = randomOf('advice', 1);
    const maybe = (value: number): number | null => (uniform(0, 1) < 0.2 ? null : value);
    for (let round = 0; round < 300; round++) {
      const candidates = Array.from({ length: 8 }, (_, at) =>
        candidate(String(at), {
          architecture: ['resnet50', 'convnext_tiny', 'efficientnet_b3', 'other'][at % 4] ?? '',
          top1: maybe(uniform(40, 85)),
          warm_ms: maybe(uniform(2, 402)),
          bytes: Math.round(uniform(2e6, 1e8)),
          interpretability: maybe(uniform(0, 1)),
        }),
      );
      for (const useCase of [BALANCED, ...Object.values(USE_CASES)]) {
        const order = advise(candidates, useCase, {}).ranking.map((ranked) => ranked.candidate);
        for (const [at, lower] of order.entries()) {
          for (const higher of order.slice(0, at)) expect(isBetter(lower, higher)).toBe(false);
        }
      }
    }
  });

  it('that is nearly that of the first one is called so', () => {
    const [first, near, far] = [
      candidate('first', { top1: 80, warm_ms: 10 }),
      candidate('near', { top1: 79.5, warm_ms: 10 }),
      candidate('far', { top1: 60, warm_ms: 40 }),
    ];
    const { ranking, close } = advise([far, near, first], BALANCED, {});
    expect(ranking.map(({ candidate: { name } }) => name)).toEqual(['first', 'near', 'far']);
    expect(close.map(({ name }) => name)).toEqual(['near']);
  });
});

/** Whether a model is known to be better than another on each of the four axes. */
function isBetter(one: Candidate, other: Candidate): boolean {
  const more = (a: number | null, b: number | null): boolean => a !== null && b !== null && a > b;
  return (
    more(one.top1, other.top1) &&
    more(other.warm_ms, one.warm_ms) &&
    other.bytes > one.bytes &&
    more(one.interpretability, other.interpretability)
  );
}

describe('limits', () => {
  it.each([
    [{ max_latency_ms: 30 }, ['mobilenetv3_small_100', 'efficientnet_b0']],
    [{ max_model_mb: 10 }, ['mobilenetv3_small_100']],
    [{ max_memory_mb: 100, min_top1: 75 }, ['efficientnet_b0', 'efficientnet_b3']],
    [{ fits_worker: true, installed: true }, ['mobilenetv3_small_100', 'efficientnet_b0']],
    [{ installed: false }, CANDIDATES.map(({ name }) => name)],
  ])('%j leave %j', (limits, expected) => {
    expect(names(ask(limits)).sort()).toEqual([...expected].sort());
  });

  it('say what was missed, and by how much', () => {
    const { rejected } = ask({ max_latency_ms: 100, min_top1: 78 });
    // 81.5 % but 150 ms is half as much again; 77.7 % is 0.4 % too little.
    expect(rejected.map(({ candidate: { name } }) => name).slice(0, 2)).toEqual([
      'efficientnet_b0',
      'mobilenetv3_small_100',
    ]);
    expect(rejected[0]?.misses).toEqual([
      { kind: 'beyond', limit: 'min_top1', value: 77.7, allowed: 78, by: expect.closeTo(0.3 / 78, 9) as number },
    ]);
    expect(rejected.find(({ candidate: { name } }) => name === 'efficientnet_b3')?.misses).toEqual([
      { kind: 'beyond', limit: 'max_latency_ms', value: 150, allowed: 100, by: 0.5 },
    ]);
  });

  it('that nothing keeps: says what comes nearest, and which limits are in each other’s way', () => {
    const { ranking, pareto, rejected, alone } = ask({ max_latency_ms: 10, min_top1: 82 });
    expect([ranking, pareto]).toEqual([[], []]);
    expect(rejected[0]?.candidate.name).toBe('mobilenetv3_small_100');
    expect(alone).toEqual([
      { limit: 'max_latency_ms', left: 1 },
      { limit: 'min_top1', left: 1 },
    ]);
  });

  it('count what is not known as missed', () => {
    const { rejected } = advise([candidate('new', { warm_ms: null, top1: null })], BALANCED, {
      max_latency_ms: 1e9,
      min_top1: 1,
    });
    expect(rejected[0]?.misses).toEqual([
      { kind: 'unknown', limit: 'max_latency_ms', by: Infinity },
      { kind: 'unknown', limit: 'min_top1', by: Infinity },
    ]);
  });
});

it('has nothing to recommend when there is nothing to choose from', () => {
  expect(advise([], BALANCED, {})).toEqual({
    ...{ ranking: [], close: [], passed: [] },
    ...{ pareto: [], rejected: [], alone: [] },
  });
});
