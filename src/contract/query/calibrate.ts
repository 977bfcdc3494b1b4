import { wholeNumberOf } from './kinds.ts';
import { engineParameter, modelParameter } from './shared.ts';

/** So many inferences take long enough to stand out from a network, and still fit into a request's CPU time. */
const MAX_RUNS = 16;

/** Query of `POST /v1/calibrate`. */
export const calibrateQuery = {
  model: modelParameter,
  engine: engineParameter,
  runs: wholeNumberOf(0, MAX_RUNS, { description: 'How many inferences of a blank picture to do.', example: 4 }),
};
