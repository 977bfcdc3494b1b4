import type { Context } from 'hono';

import type { AppEnv } from '../app-env.ts';
import { logEvent } from '../log.ts';
import { ProblemError } from '../problem.ts';
import { isLocalHost, settingsOf, type Turnstile } from './settings.ts';

/** The action of our widgets; a token for another action does not count. */
export const ACTION = 'edgelens';

/** How long Cloudflare may take to verify a token, in ms. */
const PATIENCE = 5000;

/** No token is longer (https://developers.cloudflare.com/turnstile/get-started/server-side-validation/). */
const MAX_TOKEN = 2048;

/** Answers that are about this deployment or about Cloudflare, not about the token. */
const NOT_THE_TOKEN = ['missing-input-secret', 'invalid-input-secret', 'bad-request', 'internal-error'];

/** What Cloudflare answers about a token, as far as it is looked at. */
interface Outcome {
  readonly success: boolean;
  readonly codes: readonly string[];
  readonly hostname: string | undefined;
  readonly action: string | undefined;
  readonly isTest: boolean;
}

/**
 * Has Cloudflare verify a token, which counts once and for five minutes. When it cannot be verified, it does not count.
 * @throws ProblemError `verification-failed` or `verification-unavailable`
 */
export async function verifyToken(c: Context<AppEnv>, turnstile: Turnstile, token: string): Promise<void> {
  if (token.length > MAX_TOKEN) throw verificationFailed(turnstile, 'The token is longer than any.');
  const outcome = await askSiteverify(turnstile, token, c.req.header('CF-Connecting-IP'));
  const { codes } = outcome;
  if (codes.some((code) => NOT_THE_TOKEN.includes(code))) throw unavailable({ codes });
  if (!outcome.success) {
    throw verificationFailed(
      turnstile,
      codes.includes('timeout-or-duplicate')
        ? 'The token was used before, or is older than five minutes.'
        : 'The token is not one of the widget of this deployment.',
    );
  }
  const { hostname } = new URL(c.req.url);
  if (outcome.isTest) {
    // Cloudflare's test keys take every token for good, so they may not guard anything that others can reach.
    if (!isLocalHost(hostname)) throw unavailable({ codes: ['result_with_testing_key'] });
    return;
  }
  const { origins } = settingsOf(c.env);
  const hosts = [hostname, ...(origins === '*' ? [] : origins.map((origin) => new URL(origin).hostname))];
  if (outcome.action !== ACTION || outcome.hostname === undefined || !hosts.includes(outcome.hostname)) {
    throw verificationFailed(turnstile, 'The token is for another page, or for another purpose.');
  }
}

/** Tells somebody who is not verified what is needed for that. */
export function verificationFailed({ siteKey }: Turnstile, reason: string): ProblemError {
  return new ProblemError(
    'verification-failed',
    `${reason} Open this deployment's page and verify there that you are human, send a Turnstile token as ` +
      'X-Turnstile-Token, or a key as "Authorization: Bearer KEY".',
    { turnstile: { site_key: siteKey, action: ACTION } },
  );
}

/** Tells those without a key that nobody can be verified at the moment. */
export function verificationUnavailable(): ProblemError {
  return new ProblemError(
    'verification-unavailable',
    'Whether you are human cannot be verified at the moment, so only holders of a key are served. Try again in a minute.',
    {},
    { 'Retry-After': '60' },
  );
}

async function askSiteverify({ verifyUrl, secret }: Turnstile, token: string, address?: string): Promise<Outcome> {
  try {
    const response = await fetch(verifyUrl, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ secret, response: token, remoteip: address }),
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE),
    });
    return outcomeOf(await response.json());
  } catch (error) {
    // The name only: no token or secret can be in it.
    throw unavailable({ error: error instanceof Error ? error.name : 'unknown' });
  }
}

/** @throws TypeError for what is no such answer */
function outcomeOf(answer: unknown): Outcome {
  const { success, hostname, action, metadata, 'error-codes': codes = [] } = membersOf(answer);
  if (typeof success !== 'boolean' || !Array.isArray(codes)) throw new TypeError('not an answer of siteverify');
  return {
    success,
    codes: codes.map(String),
    hostname: typeof hostname === 'string' ? hostname : undefined,
    action: typeof action === 'string' ? action : undefined,
    isTest: metadata !== undefined && membersOf(metadata)['result_with_testing_key'] === true,
  };
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw new TypeError('not an object');
  return value as Readonly<Record<string, unknown>>;
}

function unavailable(reason: Readonly<Record<string, unknown>>): ProblemError {
  logEvent('error', 'verification_unavailable', reason);
  return verificationUnavailable();
}
