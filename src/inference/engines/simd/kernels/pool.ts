import { Pool } from './steps';

/** Sums each channel over all pixels. */
export function pool(step: Pool): void {
  const pixel = <usize>step.pixel;
  const bytes = pixel * step.pixels;
  for (let channel: usize = 0; channel < pixel; channel += 16) {
    let sum = f32x4.splat(0);
    for (let at = channel; at < bytes; at += pixel) sum = f32x4.add(sum, v128.load(step.source + at));
    v128.store(step.target + channel, sum);
  }
}
