import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';

import { DeadlineError, withDeadline } from '../../latency/deadline.ts';
import type { AppEnv } from '../app-env.ts';
import { ProblemError } from '../problem.ts';
import { settingsOf } from '../protection/settings.ts';
import { requireQuery } from '../require-query.ts';

/** A token has at most 2,048 characters. */
const MAX_BYTES = 8192;

/** How long a sender may take for so few bytes, in ms. */
const PATIENCE_MS = 10_000;

/** The field that Turnstile adds to the form it stands in. */
const FIELD = 'cf-turnstile-response';

/** `POST /v1/verify`: a Turnstile token in, a cookie out. */
export function verifyRoute(app: Hono<AppEnv>): void {
  app.use(
    '/v1/verify',
    bodyLimit({
      maxSize: MAX_BYTES,
      onError: () => {
        throw new ProblemError('body-too-large', `The body has more than ${MAX_BYTES} bytes, and no token has.`, {
          limit_bytes: MAX_BYTES,
        });
      },
    }),
  );
  app.post('/v1/verify', async (c) => {
    requireQuery(c, {});
    const { turnstile } = settingsOf(c.env);
    if (turnstile === undefined) throw new ProblemError('not-found', 'This deployment asks nobody to be verified.');
    const { verificationFailed, verificationUnavailable, verifyToken } = await import('../protection/turnstile.ts');
    if (turnstile === 'incomplete') throw verificationUnavailable();
    const { token, isForm } = await tokenOf(c);
    if (token === '') throw verificationFailed(turnstile, 'There is no token.');
    await verifyToken(c, turnstile, token);
    const { startVerifiedSession } = await import('../protection/verified-session.ts');
    await startVerifiedSession(c, turnstile);
    return isForm ? c.redirect('/', 303) : c.body(null, 204);
  });
}

async function tokenOf(c: Context<AppEnv>): Promise<{ token: string; isForm: boolean }> {
  const header = c.req.header('X-Turnstile-Token');
  if (header !== undefined) return { token: header, isForm: false };
  const isForm = /^application\/x-www-form-urlencoded\s*(;|$)/i.test(c.req.header('Content-Type') ?? '');
  if (!isForm) return { token: '', isForm };
  return { token: new URLSearchParams(await bodyOf(c)).get(FIELD) ?? '', isForm };
}

async function bodyOf(c: Context<AppEnv>): Promise<string> {
  try {
    return await withDeadline(c.req.text(), PATIENCE_MS);
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    if (error instanceof DeadlineError)
      throw new ProblemError('upload-too-slow', `The form did not arrive within ${PATIENCE_MS} ms. Send it again.`);
    throw new ProblemError('upload-aborted', 'The connection broke off before the form was complete. Send it again.');
  }
}
