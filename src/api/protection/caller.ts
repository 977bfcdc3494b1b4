import type { Context } from 'hono';

import type { AppEnv, Caller } from '../app-env.ts';
import { findKey } from './api-keys.ts';
import { bucketOfAddress } from './client-address.ts';
import { settingsOf } from './settings.ts';

/** Tells the caller of a request by its key (`Authorization: Bearer` or `X-EdgeLens-Key`), or else by its address. */
export async function callerOf(c: Context<AppEnv>): Promise<Caller> {
  const before = c.get('caller');
  if (before !== undefined) return before;
  const caller = await identify(c);
  c.set('caller', caller);
  return caller;
}

/** Whether a request carries a key, known or not. */
export function sendsKey(c: Context<AppEnv>): boolean {
  return givenKeys(c).length > 0;
}

async function identify(c: Context<AppEnv>): Promise<Caller> {
  for (const given of givenKeys(c)) {
    const key = await findKey(given, settingsOf(c.env).keys);
    if (key !== undefined) return { kind: key.operator ? 'operator' : 'key', key: key.name, bucket: `key:${key.name}` };
  }
  return { kind: 'address', key: null, bucket: `address:${bucketOfAddress(c.req.header('CF-Connecting-IP'))}` };
}

function givenKeys(c: Context<AppEnv>): string[] {
  const [, bearer] = /^Bearer +([\x21-\x7e]+) *$/i.exec(c.req.header('Authorization') ?? '') ?? [];
  return [bearer, c.req.header('X-EdgeLens-Key')].flatMap((key) => (key === undefined || key === '' ? [] : [key]));
}
