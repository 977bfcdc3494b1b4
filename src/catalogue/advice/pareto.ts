import { AXES, type Option, standing } from './option.ts';

/**
 * The options that no other one beats on all four axes: whoever takes another gives something away for nothing.
 *
 * One option beats another when it is nowhere worse and somewhere better. What is not known of an option never beats what
 * is known of another.
 */
export function paretoFront<Item extends Option>(options: readonly Item[]): Item[] {
  return options.filter((option) => !options.some((other) => beats(other, option)));
}

function beats(one: Option, other: Option): boolean {
  const [ones, others] = [standing(one), standing(other)];
  let isBetter = false;
  for (const axis of AXES) {
    const [a, b] = [ones[axis], others[axis]];
    if (b === null) continue;
    if (a === null || a < b) return false;
    isBetter ||= a > b;
  }
  return isBetter;
}
