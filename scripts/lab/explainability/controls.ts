import type { HeatMap } from '../../../src/contract/job.ts';
import type { Random } from '../../kit/random.ts';

/**
 * The values of a map at random places: what the figures are when a map knows nothing of the picture, but covers as much
 * of it.
 */
export function shuffled(map: HeatMap, random: Random): HeatMap {
  return { ...map, values: random.shuffle([...map.values]) };
}

/**
 * The values of a map in the order of a Gaussian in the middle: what the figures are when a map knows nothing but that
 * people photograph what they mean in the middle. It covers as much of the picture as the map itself.
 */
export function centred(map: HeatMap): HeatMap {
  const { width, height, values } = map;
  const distance = (cell: number): number =>
    Math.hypot(((cell % width) + 0.5) / width - 0.5, (Math.floor(cell / width) + 0.5) / height - 0.5);
  const descending = values.toSorted((a, b) => b - a);
  const arranged = new Array<number>(values.length).fill(0);
  [...values.keys()]
    .toSorted((a, b) => distance(a) - distance(b))
    .forEach((cell, rank) => {
      arranged[cell] = descending[rank] ?? NaN;
    });
  return { ...map, values: arranged };
}
