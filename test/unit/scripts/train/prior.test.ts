import { beforeAll, describe, expect, it } from 'vitest';

import { type EpochReport, fit } from '../../../../scripts/train/fit.ts';
import { evenPrior, type Prior, PRIOR_OF_DATA, unevenNote, withEvenPrior } from '../../../../scripts/train/prior.ts';
import type { Tensors } from '../../../../scripts/models/weights/tensor.ts';
import { startTensorFlow } from '../../../../scripts/train/tensorflow.ts';
import { softmax } from '../../../../src/verdict/scores.ts';

/** 30 examples of one class and 10 of another. */
const LABELS = Array.from({ length: 40 }, (_, index) => (index < 30 ? 0 : 1));

beforeAll(startTensorFlow);

describe('a head with an even prior', () => {
  it.each([0, 0.2])('takes classes for equally likely where pictures say nothing (smoothing %d)', async (smoothing) => {
    const blank = { features: new Float32Array(LABELS.length), labels: LABELS };
    // The last head: the best one by the loss without smoothing is an earlier one.
    let head: Tensors = new Map();
    await fit({
      shape: { features: 1, hidden: 0, classes: 2 },
      train: blank,
      validation: blank,
      epochs: 200,
      batchSize: 40,
      optimizer: 'adamw',
      weightDecay: 0,
      labelSmoothing: smoothing,
      schedule: () => ({ learningRate: 0.05 }),
      seed: 1,
      prior: PRIOR_OF_DATA,
      onEpoch: (_, progress) => {
        head = progress.head;
      },
    });
    const scores = (tensors: Tensors): Float64Array =>
      softmax(Float32Array.from(tensors.get('classifier.bias')?.data ?? []));
    // Smoothing moves a fifth of each label half-way to the other class.
    expect(scores(head)[0]).toBeCloseTo(0.75 - smoothing / 4, 2);
    expect(scores(withEvenPrior(head, LABELS, smoothing))[0]).toBeCloseTo(0.5, 2);
  });

  it('has the other tensors as they were', () => {
    const weight = { shape: [2, 1], data: Float32Array.of(3, -2) };
    const head = new Map([
      ['classifier.weight', weight],
      ['classifier.bias', { shape: [2], data: Float32Array.of(1, 1) }],
    ]);
    const even = withEvenPrior(head, LABELS, 0);
    expect(even.get('classifier.weight')).toBe(weight);
    // 1 - ln(3/4) and 1 - ln(1/4).
    expect([...(even.get('classifier.bias')?.data ?? [])].map((value) => value.toFixed(4))).toEqual([
      '1.2877',
      '2.3863',
    ]);
    expect([...(head.get('classifier.bias')?.data ?? [])]).toEqual([1, 1]);
  });
});

describe('a run', () => {
  /** Learns how frequent classes are, from pictures that say nothing. */
  async function run(prior: Prior, validation: readonly number[]): Promise<{ kept: number; epochs: EpochReport[] }> {
    const epochs: EpochReport[] = [];
    const { best } = await fit({
      shape: { features: 1, hidden: 0, classes: 2 },
      train: { features: new Float32Array(LABELS.length), labels: LABELS },
      validation: { features: new Float32Array(validation.length), labels: validation },
      epochs: 60,
      batchSize: 40,
      optimizer: 'adamw',
      weightDecay: 0,
      labelSmoothing: 0,
      schedule: () => ({ learningRate: 0.05 }),
      seed: 1,
      prior,
      onEpoch: (report) => {
        epochs.push(report);
      },
    });
    return { kept: best.epoch, epochs };
  }

  it('keeps the epoch whose head is best once its prior is even', async () => {
    const validation = [0, 1];
    // What is learnt of the frequency does harm to pictures that are equally frequent, unless it goes out again.
    expect((await run(PRIOR_OF_DATA, validation)).kept).toBeLessThan(10);
    const { kept, epochs } = await run(evenPrior(LABELS, validation, 0), validation);
    expect(kept).toBeGreaterThan(20);
    expect(Math.min(...epochs.map(({ validationLoss }) => validationLoss))).toBeCloseTo(Math.LN2, 3);
  });

  it('counts each class the same, however many pictures it has', async () => {
    // As in LABELS three quarters are of the first class, which every picture is taken for.
    const validation = [0, 0, 0, 1];
    expect((await run(PRIOR_OF_DATA, validation)).epochs.at(-1)?.top1).toBe(0.75);
    const { weigh } = evenPrior(LABELS, validation, 0);
    expect((await run({ ...PRIOR_OF_DATA, weigh }, validation)).epochs.at(-1)?.top1).toBe(0.5);
  });
});

describe('unevenNote', () => {
  it('names the classes that are furthest apart', () => {
    expect(unevenNote(['crane', 'heron'], LABELS)).toBe(
      '"crane" has 3 times as many pictures as "heron", so what is not clear is called that; where all classes are equally frequent in use, --prior even is right more often',
    );
  });

  it('says nothing of classes that are about equally frequent', () => {
    expect(unevenNote(['crane', 'heron'], LABELS.slice(2))).toBeUndefined();
  });
});
