import { describe, expect, it } from 'vitest';

import { cosineWarmRestarts, oneCycle } from '../../../../scripts/train/schedule.ts';

/** What PyTorch 2.15 gives for `OneCycleLR(AdamW, max_lr=1e-3, total_steps=20)`: learning rate and beta1 of each step. */
const ONE_CYCLE = [
  [0.00004, 0.95],
  [0.0001316718427000252, 0.9404508497187474],
  [0.0003716718427000253, 0.9154508497187474],
  [0.0006683281572999747, 0.8845491502812526],
  [0.0009083281572999747, 0.8595491502812526],
  [0.001, 0.85],
  [0.0009874640062350875, 0.8512536043909088],
  [0.0009504846320134736, 0.854951556604879],
  [0.0008909161775710499, 0.8609084258765984],
  [0.000811745653949763, 0.8688255099070633],
  [0.0007169430017913008, 0.878305813044122],
  [0.0006112620219362892, 0.8888739533021842],
  [0.0005000019999999999, 0.9],
  [0.00038874197806371076, 0.9111260466978157],
  [0.0002830609982086992, 0.9216941869558779],
  [0.00018825834605023698, 0.9311744900929366],
  [0.00010908782242895002, 0.9390915741234015],
  [0.000049519367986526286, 0.945048443395121],
  [0.000012539993764912554, 0.9487463956090911],
  [4e-9, 0.95],
] as const;

describe('oneCycle', () => {
  it('equals PyTorch at every step', () => {
    const schedule = oneCycle({ maxLr: 1e-3, totalSteps: 20 });
    ONE_CYCLE.forEach(([learningRate, momentum], step) => {
      expect(schedule(step).learningRate).toBeCloseTo(learningRate, 15);
      expect(schedule(step).momentum).toBeCloseTo(momentum, 12);
    });
  });

  it('equals values computed by hand from the formula', () => {
    // 10 steps, peak at 0.3 * 10 - 1 = 2, end at 9. From 1 / 25 to 1, then to 1 / 25 / 10,000.
    const schedule = oneCycle({ maxLr: 1, totalSteps: 10 });
    expect(schedule(0).learningRate).toBeCloseTo(0.04, 12);
    // Half way up half a cosine is the mean of both ends.
    expect(schedule(1).learningRate).toBeCloseTo(0.52, 12);
    expect(schedule(2).learningRate).toBeCloseTo(1, 12);
    // cos(pi * 3 / 7) = 0.2225209339563144
    expect(schedule(5).learningRate).toBeCloseTo(4e-6 + (0.999996 / 2) * 1.222520933956314, 12);
    expect(schedule(9).learningRate).toBeCloseTo(4e-6, 15);
  });

  it('stays at its end, and takes any number of steps', () => {
    expect(oneCycle({ maxLr: 1, totalSteps: 10 })(50).learningRate).toBeCloseTo(4e-6, 15);
    for (let totalSteps = 1; totalSteps < 8; totalSteps++) {
      for (let step = 0; step < totalSteps; step++) {
        const { learningRate } = oneCycle({ maxLr: 1, totalSteps })(step);
        expect(learningRate).toBeGreaterThan(0);
        expect(learningRate).toBeLessThanOrEqual(1);
      }
    }
  });
});

/** PyTorch 2.15: `CosineAnnealingWarmRestarts(T_0=5, T_mult=2, eta_min=1e-6)` from 1e-3, stepped by half epochs. */
const WARM_RESTARTS = [
  0.001, 0.0009755527298894294, 0.0009046039886902864, 0.0007940987335200904, 0.0006548539886902864, 0.0005005,
  0.0003461460113097139, 0.0002069012664799097, 0.00009639601130971382, 0.000025447270110570814, 0.001,
  0.0009938503261272714, 0.0009755527298894294, 0.0009455577588320898, 0.0009046039886902864, 0.0008536998372026805,
  0.0007940987335200904, 0.0007272682546199037, 0.0006548539886902864, 0.0005786390152875954, 0.0005005,
  0.00042236098471240487, 0.0003461460113097139, 0.00027373174538009644, 0.0002069012664799097, 0.0001473001627973195,
  0.00009639601130971382, 0.00005544224116791029, 0.000025447270110570814, 0.000007149673872728739, 0.001,
  0.0009984602081996976, 0.0009938503261272714, 0.0009861987752386395, 0.0009755527298894294, 0.0009619778264893878,
];

describe('cosineWarmRestarts', () => {
  it('equals PyTorch over two cycles and into the third', () => {
    const schedule = cosineWarmRestarts({ baseLr: 1e-3, stepsPerEpoch: 2 });
    WARM_RESTARTS.forEach((learningRate, step) => {
      expect(schedule(step).learningRate).toBeCloseTo(learningRate, 15);
      expect(schedule(step).momentum).toBeUndefined();
    });
  });

  it('restarts after 5, 15 and 35 epochs, however many steps an epoch has', () => {
    for (const stepsPerEpoch of [1, 3, 7]) {
      const schedule = cosineWarmRestarts({ baseLr: 1, stepsPerEpoch });
      for (const epoch of [0, 5, 15, 35]) expect(schedule(epoch * stepsPerEpoch).learningRate).toBe(1);
      for (const epoch of [5, 15, 35]) expect(schedule(epoch * stepsPerEpoch - 1).learningRate).toBeLessThan(0.11);
      // The middle of the first cycle is the mean of both ends.
      expect(schedule(2.5 * stepsPerEpoch).learningRate).toBeCloseTo((1 + 1e-6) / 2, 12);
    }
  });

  it('keeps its cycles as long as the first one with tMult 1', () => {
    const schedule = cosineWarmRestarts({ baseLr: 1, t0: 4, tMult: 1, etaMin: 0, stepsPerEpoch: 1 });
    expect([0, 2, 4, 6, 8].map((step) => Number(schedule(step).learningRate.toFixed(12)))).toEqual([1, 0.5, 1, 0.5, 1]);
  });
});
