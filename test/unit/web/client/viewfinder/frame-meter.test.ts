import { expect, it } from 'vitest';

import { FrameMeter } from '../../../../../src/web/client/viewfinder/frame-meter.ts';

it('reads nothing from fewer than two frames', () => {
  const meter = new FrameMeter();
  expect(meter.read()).toBeUndefined();
  meter.add(100, 12);
  expect(meter.read()).toBeUndefined();
});

it('counts the frames of the last two seconds, and the mean of what they took', () => {
  const meter = new FrameMeter();
  for (let n = 0; n <= 40; n++) meter.add(n * 100, 80);
  expect(meter.read()).toEqual({ fps: 10, ms: 80 });
  // From now on 25 a second; after two seconds nothing else is left.
  for (let n = 1; n <= 60; n++) meter.add(4000 + n * 40, n % 2 === 0 ? 20 : 10);
  expect(meter.read()?.fps).toBeCloseTo(25);
  expect(meter.read()?.ms).toBeCloseTo(15, 0);
});

it('begins anew after a pause', () => {
  const meter = new FrameMeter();
  for (const at of [0, 40, 80]) meter.add(at, 10);
  meter.reset();
  meter.add(90_000, 10);
  meter.add(90_050, 10);
  expect(meter.read()?.fps).toBeCloseTo(20);
});
