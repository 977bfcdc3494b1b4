import { describe, expect, it } from 'vitest';

import type { Limits } from '../../../../src/catalogue/advice/limits.ts';
import { type Advice, advise } from '../../../../src/catalogue/advice/advise.ts';
import { BALANCED, USE_CASES, type UseCase } from '../../../../src/catalogue/advice/use-case.ts';
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
  it.each([
    ['medical', 'efficientnet_b3'],
    ['agriculture', 'mobilenetv3_small_100'],
    ['quality_inspection', 'resnet50'],
    ['newest_accuracy', 'convnext_tiny'],
  ] as const)('%s begins with its usual choice, %s', (task, first) => {
    const [best] = ask({}, USE_CASES[task]).ranking;
    expect(best).toMatchObject({ candidate: { name: first }, usual: true });
  });

  it('weighs axes that sum to 1', () => {
    for (const { weights } of [BALANCED, ...Object.values(USE_CASES)]) {
      expect(Object.values(weights).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    }
  });

  it('ranks the others by their scores', () => {
    const { ranking } = ask({}, USE_CASES.medical);
    const scores = ranking.slice(1).map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
  });

  it('scores the best on every axis 1, the worst 0, and what lies between as it should', () => {
    const candidates = [
      candidate('best', { top1: 80, warm_ms: 10, bytes: 1e6, interpretability: 0.5 }),
      candidate('middle', { top1: 70, warm_ms: 20, bytes: 2e6, interpretability: 0.3 }),
      candidate('worst', { top1: 60, warm_ms: 40, bytes: 4e6, interpretability: 0.1 }),
    ];
    const { ranking } = advise(candidates, BALANCED, {});
    expect(ranking.map(({ score }) => score)).toEqual([1, expect.closeTo(0.5, 9), 0]);
  });
});

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
  expect(advise([], BALANCED, {})).toEqual({ ranking: [], pareto: [], rejected: [], alone: [] });
});
