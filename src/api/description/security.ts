import type { Guards } from '../protection/guards.ts';
import type { Settings } from '../protection/settings.ts';
import { SESSION_COOKIE } from '../protection/session-cookie.ts';

/** All that a deployment may take to know somebody by, as OpenAPI describes it. */
export const SECURITY_SCHEMES = {
  key: { type: 'http', scheme: 'bearer', description: 'A key of this deployment, or the one of its operator.' },
  keyHeader: {
    type: 'apiKey',
    in: 'header',
    name: 'X-EdgeLens-Key',
    description: 'The same, for clients that need Authorization for something else.',
  },
  turnstileToken: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Turnstile-Token',
    description: 'A token of the Turnstile widget of this deployment; it counts once.',
  },
  verifiedSession: {
    type: 'apiKey',
    in: 'cookie',
    name: `__Host-${SESSION_COOKIE}`,
    description: 'What `POST /v1/verify` sets for such a token; it counts for half an hour.',
  },
} as const;

/** What opens an operation, by its name. */
export type Requirement = Partial<Record<keyof typeof SECURITY_SCHEMES, string[]>>;

const NOTHING: Requirement = {};
const KEYS: readonly Requirement[] = [{ key: [] }, { keyHeader: [] }];
const HUMANS: readonly Requirement[] = [{ turnstileToken: [] }, { verifiedSession: [] }];

/**
 * The alternatives that open an operation of this deployment. Where nothing is needed, a key still has its requests counted for
 * itself; undefined where nobody looks at one.
 */
export function securityOf({ limit, admission }: Guards, settings: Settings): Requirement[] | undefined {
  const { requireKey, turnstile } = settings;
  if (limit === null) return undefined;
  if (!admission || (!requireKey && turnstile === undefined)) return [NOTHING, ...KEYS];
  return [...KEYS, ...(requireKey || turnstile === 'incomplete' ? [] : HUMANS)];
}
