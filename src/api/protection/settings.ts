import { type Level, LEVELS, logEventOnce } from '../log.ts';
import { type ApiKey, readApiKeys, readOperatorKey } from './api-keys.ts';
import { type Origins, readOrigins } from './origins.ts';
import type { Variables } from '../../variables.ts';

/** A Turnstile widget of the deployment, see https://developers.cloudflare.com/turnstile/. */
export interface Turnstile {
  readonly siteKey: string;
  readonly secret: string;
  /** Where tokens are verified. */
  readonly verifyUrl: string;
}

/** How a deployment protects itself. */
export interface Settings {
  readonly rateLimit: boolean;
  readonly keys: readonly ApiKey[];
  /** Whether only holders of a key get answers from models. */
  readonly requireKey: boolean;
  /** Whether everybody may ask for `?fresh=session` and `/v1/calibrate`, which slow down others in the isolate. */
  readonly allowDisturbance: boolean;
  /** `incomplete`: one of its two keys is missing, so nobody can be verified. */
  readonly turnstile: Turnstile | 'incomplete' | undefined;
  readonly origins: Origins;
  /** The least level of a request's line in the log. */
  readonly logLevel: Level | 'off';
}

const SITEVERIFY = 'https://challenges.cloudflare.com/turnstile/v0/siteverify';

/**
 * Reads the variables and secrets that protect a deployment. An unknown value counts as the stricter of the known
 * ones; `complain` gets a sentence about it, without the value, which may be a secret.
 */
export function readSettings(env: Variables, complain: (fault: string) => void): Settings {
  const choose = <Choice extends string>(
    name: 'RATE_LIMIT' | 'REQUIRE_KEY' | 'ALLOW_DISTURBANCE' | 'LOG_LEVEL',
    choices: readonly Choice[],
    { missing, wrong }: { missing: Choice; wrong: Choice },
  ): Choice => {
    const given = env[name];
    if (given === undefined || given === '') return missing;
    // A variable that is written without quotes in wrangler.toml arrives as a boolean.
    const choice = choices.find((value) => value === String(given));
    if (choice === undefined) complain(`${name} counts as "${wrong}", because it is none of ${choices.join(', ')}`);
    return choice ?? wrong;
  };

  const keys = [
    ...readApiKeys(env.API_KEYS ?? '', complain),
    ...(isSet(env.OPERATOR_KEY) ? readOperatorKey(env.OPERATOR_KEY, complain) : []),
  ];
  const requireKey = choose('REQUIRE_KEY', ['true', 'false'], { missing: 'false', wrong: 'true' }) === 'true';
  if (requireKey && keys.length === 0) complain('REQUIRE_KEY shuts everybody out, because there is no valid key');
  return {
    rateLimit: choose('RATE_LIMIT', ['on', 'off'], { missing: 'on', wrong: 'on' }) === 'on',
    keys,
    requireKey,
    allowDisturbance: choose('ALLOW_DISTURBANCE', ['true', 'false'], { missing: 'false', wrong: 'false' }) === 'true',
    turnstile: readTurnstile(env, complain),
    origins: readOrigins(env.ALLOWED_ORIGINS ?? '*', complain),
    logLevel: choose('LOG_LEVEL', [...LEVELS, 'off'], { missing: 'info', wrong: 'info' }),
  };
}

function readTurnstile(env: Variables, complain: (fault: string) => void): Settings['turnstile'] {
  const { TURNSTILE_SITE_KEY: siteKey, TURNSTILE_SECRET: secret, TURNSTILE_VERIFY_URL: override } = env;
  if (!isSet(siteKey) && !isSet(secret)) return undefined;
  if (!isSet(siteKey) || !isSet(secret)) {
    complain(
      `${isSet(siteKey) ? 'TURNSTILE_SECRET' : 'TURNSTILE_SITE_KEY'} is missing, so nobody can be verified and nothing ` +
        'is computed without a key',
    );
    return 'incomplete';
  }
  if (!isSet(override)) return { siteKey, secret, verifyUrl: SITEVERIFY };
  if (!URL.canParse(override) || !isLocalHost(new URL(override).hostname)) {
    complain('TURNSTILE_VERIFY_URL is for tests: it is ignored, because it is not an address of this machine');
    return { siteKey, secret, verifyUrl: SITEVERIFY };
  }
  return { siteKey, secret, verifyUrl: override };
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

/** Whether a host name is a name of this machine. */
export function isLocalHost(hostname: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

const known = new WeakMap<Variables, Settings>();

/** The settings of a deployment, read once for each isolate. The log tells what is wrong with them. */
export function settingsOf(env: Variables): Settings {
  let settings = known.get(env);
  if (settings === undefined) {
    settings = readSettings(env, (fault) => {
      logEventOnce('error', 'misconfigured', { fault });
    });
    known.set(env, settings);
  }
  return settings;
}
