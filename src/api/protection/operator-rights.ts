import type { Context } from 'hono';

import type { ProblemName } from '../../contract/problems.ts';
import type { AppEnv } from '../app-env.ts';
import { ProblemError } from '../problem.ts';
import { callerOf } from './caller.ts';
import { settingsOf } from './settings.ts';

/**
 * Whether this caller may ask for what costs everybody else in the isolate time: a session anew, or a calibration. The
 * deployment allows it to everybody, or the caller is its operator.
 */
export async function hasOperatorRights(c: Context<AppEnv>): Promise<boolean> {
  return settingsOf(c.env).allowDisturbance || (await callerOf(c)).kind === 'operator';
}

/**
 * @param detail what the problem tells those who may not
 * @throws ProblemError unless {@link hasOperatorRights}
 */
export async function requireOperatorRights(c: Context<AppEnv>, problem: ProblemName, detail: string): Promise<void> {
  if (!(await hasOperatorRights(c))) throw new ProblemError(problem, detail);
}
