import type { ModelDescription } from '../../../src/contract/model.ts';
import { calibrate } from '../../calibrate/calibration.ts';
import { briefly, type Deployment, jsonOf } from '../deployment.ts';
import { compared, type Finding, notChecked } from '../finding.ts';

/** Requests of a round of the calibration, and those before the first. */
const [PER_ROUND, BEFORE] = [4, 2];

const SUBJECT = 'RPC clock';
const EXPECTED = "a clock that runs as this machine's does";

/** How many rounds to measure, as `npm run calibrate` has them. */
export interface Effort {
  readonly rounds: number;
  readonly maxRounds: number;
}

/** Whether the times that the deployment shows can be believed, where it lets itself be calibrated. */
export async function checkClocks(
  deployment: Deployment,
  models: readonly ModelDescription[],
  { rounds, maxRounds }: Effort,
): Promise<Finding[]> {
  const probe = await deployment.ask('/v1/calibrate?runs=0', { method: 'POST' });
  const body = jsonOf(probe);
  if (probe.status === 403 && JSON.stringify(body).includes('/problems/calibration-not-allowed')) {
    const reason = "only the operator may: put the operator's key into the environment variable EDGELENS_KEY";
    return [notChecked('clocks', SUBJECT, EXPECTED, reason)];
  }
  if (probe.status !== 200) {
    return [compared('clocks', SUBJECT, { isRight: false, expected: EXPECTED, seen: briefly(probe) })];
  }
  // Where requests are counted, the calibration has to fit into one period.
  const most = Math.min(maxRounds, Math.floor((deployment.pace.limit - BEFORE) / PER_ROUND));
  await deployment.rest(PER_ROUND * most + BEFORE);
  // The quickest model needs the least time for the same number of inferences.
  const quickest = models.toSorted((a, b) => a.macs - b.macs)[0]?.name;
  const { origin, headers } = deployment;
  const { rpc } = await calibrate(
    { origin, headers, model: quickest },
    { rounds: Math.min(rounds, most), maxRounds: most },
  );
  if (rpc.believable === null) return [notChecked('clocks', SUBJECT, EXPECTED, rpc.reason)];
  return [compared('clocks', SUBJECT, { isRight: rpc.believable, expected: EXPECTED, seen: rpc.reason })];
}
