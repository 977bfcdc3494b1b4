import type { Context } from 'hono';
import { getSignedCookie, setSignedCookie } from 'hono/cookie';

import type { AppEnv } from '../app-env.ts';
import { SESSION_COOKIE } from './session-cookie.ts';
import type { Turnstile } from './settings.ts';

/** How long somebody counts as verified, in seconds. */
const LIFETIME = 1800;

/**
 * Remembers in a cookie that somebody is verified. It holds its end and a random name, under which its
 * requests are counted, so that sharing it is of little use; and a signature (HMAC-SHA-256), so nothing is stored here.
 * Browsers send it only over HTTPS or to localhost, only to this host, and only from its own pages.
 */
export async function startVerifiedSession(c: Context<AppEnv>, turnstile: Turnstile): Promise<void> {
  const end = Math.floor(Date.now() / 1000) + LIFETIME;
  await setSignedCookie(c, SESSION_COOKIE, `${crypto.randomUUID()}.${end}`, signingKey(turnstile), {
    prefix: 'host',
    path: '/',
    secure: true,
    httpOnly: true,
    sameSite: 'Strict',
    maxAge: LIFETIME,
  });
}

/** The name of the session that a request belongs to, if it is a verified one. */
export async function verifiedSession(c: Context<AppEnv>, turnstile: Turnstile): Promise<string | undefined> {
  const value = await getSignedCookie(c, signingKey(turnstile), SESSION_COOKIE, 'host');
  if (value === undefined || value === false) return undefined;
  const [name, end] = value.split('.');
  return Number(end) * 1000 > Date.now() ? name : undefined;
}

/** Nobody but the deployment and Cloudflare knows the secret; the prefix keeps it apart from its other use. */
function signingKey({ secret }: Turnstile): string {
  return `${SESSION_COOKIE}:${secret}`;
}
