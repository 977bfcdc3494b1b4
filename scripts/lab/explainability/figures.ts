import { mean } from 'simple-statistics';

import { bootstrap, type Estimate } from '../../kit/statistics/bootstrap.ts';
import type { Examination } from './evaluation.ts';
import { averageDrop, increase } from './metrics/confidence.ts';

/** The metrics over all pictures, under the names of the manifest, each with a 95 % interval over the pictures. */
export interface Figures {
  /** Percent. */
  readonly average_drop: Estimate;
  /** Percent. */
  readonly increase: Estimate;
  /** In [0, 1]. */
  readonly deletion_auc: Estimate;
  /** In [0, 1]. */
  readonly insertion_auc: Estimate;
}

/** @param examinations of one kind of map, one a picture, at least one */
export function figuresOf(examinations: readonly Examination[]): Figures {
  const meanOf = (of: (one: Examination) => number) => (drawn: readonly Examination[]) => mean(drawn.map(of));
  return {
    average_drop: bootstrap(examinations, averageDrop),
    increase: bootstrap(examinations, increase),
    deletion_auc: bootstrap(
      examinations,
      meanOf(({ deletion }) => deletion),
    ),
    insertion_auc: bootstrap(
      examinations,
      meanOf(({ insertion }) => insertion),
    ),
  };
}
