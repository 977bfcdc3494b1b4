import type { EnsembleFigures } from '../../../src/catalogue/ensembles.ts';
import { MADE_WITH } from '../scripts/kit/made-with-sample.ts';

/** The sum of the classifier's file that each model has. */
export const HEAD = 'a'.repeat(64);

/** Of models a and b on 1,292 pictures, of which b spoils 52 and mends 12. */
export function ensembleFigures(facts: Partial<EnsembleFigures> = {}): EnsembleFigures {
  return {
    members: [
      { name: 'a', head_sha256: [HEAD], top1: 82.5, top5: 96 },
      { name: 'b', head_sha256: [HEAD], top1: 47.6, top5: 78 },
    ],
    best: 'a',
    pictures: 'some pictures',
    count: 1292,
    weightings: [
      {
        ...{ weights: [0.6, 0.4], top1: 79.4, top5: 95 },
        ...{ gain: -3.1, gain_interval: [-4.26, -1.93], mended: 12, spoiled: 52 },
      },
    ],
    date: '2026-11-29',
    made_with: MADE_WITH,
    command: 'npm run models -- evaluate --ensemble a:0.6,b:0.4',
    ...facts,
  };
}
