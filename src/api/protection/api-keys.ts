import { timingSafeEqual } from 'hono/utils/buffer';
import { sha256 } from 'hono/utils/crypto';

/** A secret that somebody may send along. */
export interface ApiKey {
  /** Stands for the key in the log and in the count of its requests, where the key itself must not appear. */
  readonly name: string;
  readonly key: string;
  /** Whether it is the key of the deployment's operator. */
  readonly operator: boolean;
}

const NAME = /^[A-Za-z0-9][\w.-]{0,31}$/;

/** Characters that a header can carry, and a length that nobody guesses. */
const KEY = /^[\x21-\x7e]{16,256}$/;

/**
 * Reads `name:key` pairs or bare keys, separated by commas or white space. `complain` names a wrong entry by its
 * position, never by its text, which may be a key.
 */
export function readApiKeys(text: string, complain: (fault: string) => void): ApiKey[] {
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== '');
  return entries.flatMap((entry, i) => {
    const colon = entry.indexOf(':');
    const name = colon === -1 ? `key-${i + 1}` : entry.slice(0, colon);
    const key = entry.slice(colon + 1);
    if (!NAME.test(name)) {
      complain(`API_KEYS: entry ${i + 1} is refused, because its name is not 1 to 32 letters, digits, ".", "_" or "-"`);
      return [];
    }
    return isKey(key, `API_KEYS: entry ${i + 1}`, complain) ? [{ name, key, operator: false }] : [];
  });
}

/** The key of the operator, if it is one. */
export function readOperatorKey(text: string, complain: (fault: string) => void): ApiKey[] {
  const key = text.trim();
  return isKey(key, 'OPERATOR_KEY', complain) ? [{ name: 'operator', key, operator: true }] : [];
}

function isKey(key: string, what: string, complain: (fault: string) => void): boolean {
  if (KEY.test(key)) return true;
  complain(`${what} is refused, because a key has 16 to 256 visible ASCII characters`);
  return false;
}

/**
 * Finds the key that was sent. It is compared with all keys, by digests of one length, so that the time tells neither how
 * much of which key was right, nor how long keys are.
 */
export async function findKey(given: string, keys: readonly ApiKey[]): Promise<ApiKey | undefined> {
  const digest = await digestOf(given);
  const matches = await Promise.all(keys.map(async ({ key }) => timingSafeEqual(digest, await digestOf(key))));
  return keys[matches.indexOf(true)];
}

async function digestOf(text: string): Promise<string> {
  const digest = await sha256(text);
  if (digest === null) throw new Error('SHA-256 is not available');
  return digest;
}
