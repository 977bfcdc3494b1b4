import { isIP } from 'node:net';
import { join } from 'node:path';

import { ROOT } from '../../kit/paths.ts';
import { type Authority, openAuthority } from './authority.ts';
import { openServerIdentity } from './server-identity.ts';

/** What HTTPS on this machine is served with. */
export interface Https {
  readonly authority: Authority;
  /** Path of a file (PEM) with a key and certificates. */
  readonly identity: string;
}

/** Left out of version control, and kept, because phones are told to trust it once. */
const FOLDER = join(ROOT, '.cache/https');

/** Has a key and a certificate ready for addresses of this machine. */
export async function openHttps(hosts: readonly string[], folder = FOLDER, now = new Date()): Promise<Https> {
  // The zone of an address (`%eth0`) is nobody else's business.
  const addresses = hosts.filter((host) => isIP(host) !== 0).map((host) => host.replace(/%.*/, ''));
  const authority = await openAuthority(folder, addresses, now);
  return { authority, identity: await openServerIdentity(folder, authority, addresses, now) };
}
