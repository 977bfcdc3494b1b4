import type { X509Certificate } from 'node:crypto';
import { join } from 'node:path';

import type { Authority } from './authority.ts';
import { alternativeNames, basicConstraints, keyUsage, serverAuthentication } from './extension.ts';
import { readIdentity, writeIdentity } from './identity.ts';
import { DAY, issue } from './issue.ts';

/** How this machine reaches itself. */
const OWN = { names: ['localhost'], addresses: ['127.0.0.1', '::1'] };

/** Apple's systems refuse more than 825 (https://support.apple.com/en-us/103769). */
const DAYS = 90;
const RENEWED_BEFORE = 14 * DAY;

/**
 * The key and the certificate that a server on this machine shows; they are renewed when another address has to be named,
 * when the end is near, and when the authority is another one.
 *
 * @param addresses where others reach it
 * @returns path of a file with the key, the certificate, and that of the authority, as PEM
 */
export async function openServerIdentity(
  folder: string,
  authority: Authority,
  addresses: readonly string[],
  now: Date,
): Promise<string> {
  const path = join(folder, 'server.pem');
  const named = [...OWN.addresses, ...addresses];
  const found = await readIdentity(path);
  if (found !== undefined && serves(found.certificate, authority.certificate, named, now)) return path;
  const made = issue(
    {
      name: 'EdgeLens',
      days: DAYS,
      extensions: [
        basicConstraints(false),
        keyUsage('digitalSignature'),
        serverAuthentication(),
        alternativeNames([...OWN.names, ...named]),
      ],
    },
    authority,
    now,
  );
  await writeIdentity(path, made, [authority.certificate]);
  return path;
}

function serves(own: X509Certificate, issuer: X509Certificate, addresses: readonly string[], now: Date): boolean {
  return (
    own.validToDate.getTime() - now.getTime() >= RENEWED_BEFORE &&
    own.verify(issuer.publicKey) &&
    addresses.every((address) => own.checkIP(address) !== undefined)
  );
}
