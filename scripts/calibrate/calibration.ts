import type { Estimate } from '../kit/statistics/bootstrap.ts';
import { type Judgement, judge, runTime } from './judgement.ts';
import { type Deployment, measureRound, type Round, warmUp } from './measurement.ts';

/** The result of a calibration: the source of the report, and what `--json` prints. */
export interface CalibrationResult {
  readonly origin: string;
  readonly model: string;
  readonly rpc: Judgement;
  readonly inside: Judgement;
  /** Time of one inference by the client's clock, in ms. */
  readonly client_run_ms: Estimate;
  readonly rounds: readonly Round[];
}

/** How many rounds to measure. */
interface Effort {
  /** Rounds after which to judge for the first time. */
  readonly rounds: number;
  /** Rounds after which to give up without a verdict. */
  readonly maxRounds: number;
}

/**
 * Measures a deployment until both figures can be judged. Each further look makes a wrong verdict a little likelier than
 * the 5 % of a single one, so the rounds double instead of growing by one.
 * @throws Failure when the deployment cannot be reached or refuses
 */
export async function calibrate(
  deployment: Deployment,
  { rounds: first, maxRounds }: Effort,
  onRound: (done: number, goal: number) => void = () => undefined,
): Promise<CalibrationResult> {
  const model = await warmUp(deployment);
  const rounds: Round[] = [];
  for (let goal = first; ; goal = Math.min(2 * goal, maxRounds)) {
    while (rounds.length < goal) {
      rounds.push(await measureRound(deployment, rounds.length));
      onRound(rounds.length, goal);
    }
    const [rpc, inside] = [judge(rounds, 'rpc'), judge(rounds, 'inside')];
    if ((rpc.believable !== null && inside.believable !== null) || goal >= maxRounds) {
      return { origin: deployment.origin, model, rpc, inside, client_run_ms: runTime(rounds, 'client'), rounds };
    }
  }
}
