import type { Context } from 'hono';

import type { AppEnv } from './app-env.ts';
import { callerOf } from './protection/caller.ts';
import { settingsOf } from './protection/settings.ts';

/**
 * Whether this caller may ask for what costs everybody else in the isolate time: the deployment lets everybody, or the
 * caller is its operator.
 */
export async function mayDisturb(c: Context<AppEnv>): Promise<boolean> {
  return settingsOf(c.env).allowDisturbance || (await callerOf(c)).kind === 'operator';
}
