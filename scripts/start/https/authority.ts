import type { X509Certificate } from 'node:crypto';
import { BlockList, isIPv6 } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';

import { writeWhole } from '../../models/workspace.ts';
import { basicConstraints, generalName, keyUsage, nameConstraints } from './extension.ts';
import { type Identity, readIdentity, writeIdentity } from './identity.ts';
import { DAY, issue } from './issue.ts';

/** Networks that nobody reaches from outside: RFC 1918, RFC 6598, RFC 3927, RFC 4193, RFC 4291, and this machine itself. */
const PRIVATE = [
  ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16', '127.0.0.0/8'],
  ...['fc00::/7', 'fe80::/10', '::1/128'],
];

const privateNetworks = new BlockList();
for (const network of PRIVATE) {
  const [base = '', bits] = network.split('/');
  privateNetworks.addSubnet(base, Number(bits), familyOf(base));
}

/** How long phones may trust it, which have to be told by hand. */
const DAYS = 5 * 365;
const RENEWED_BEFORE = 365 * DAY;

/** The certificate authority of a checkout, which phones may be told to trust. */
export interface Authority extends Identity {
  /** Path of its certificate alone, for those who are to trust it. */
  readonly file: string;
}

/**
 * Reads the certificate authority of a folder; makes one where there is none, where it has less than a year left, or where
 * it may not vouch for an address.
 *
 * What it signs is believed for private networks and `localhost` only (name constraints, RFC 5280, section 4.2.1.10), so
 * that whoever finds its key cannot pretend to be a site of the Internet to a phone that trusts it.
 *
 * @param addresses of this machine; those outside of private networks are admitted one by one
 */
export async function openAuthority(folder: string, addresses: readonly string[], now: Date): Promise<Authority> {
  const path = join(folder, 'authority.pem');
  const file = join(folder, 'edgelens.crt');
  const foreign = addresses
    .filter((address) => !privateNetworks.check(address, familyOf(address)))
    .map((address) => `${address}/${isIPv6(address) ? 128 : 32}`);
  const found = await readIdentity(path);
  if (found !== undefined && mayVouch(found.certificate, foreign, now)) return { ...found, file };
  const made = issue(
    {
      name: `EdgeLens on ${hostname()}`,
      days: DAYS,
      extensions: [
        basicConstraints(true),
        keyUsage('keyCertSign'),
        nameConstraints(['localhost', ...PRIVATE, ...foreign]),
      ],
    },
    undefined,
    now,
  );
  await writeIdentity(path, made);
  await writeWhole(file, made.certificate.toString());
  return { ...made, file };
}

/** @param foreign networks outside of those that every authority may vouch for */
function mayVouch({ raw, validToDate }: X509Certificate, foreign: readonly string[], now: Date): boolean {
  return (
    validToDate.getTime() - now.getTime() >= RENEWED_BEFORE &&
    // Nothing else in it is written like them.
    foreign.every((network) => raw.includes(generalName(network)))
  );
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}
