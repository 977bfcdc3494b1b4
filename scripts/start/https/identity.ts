import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { chmod, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { isCode } from '../../kit/failure.ts';
import { writeWhole } from '../../models/workspace.ts';

/** A certificate (X.509) and the private key of whom it names. */
export interface Identity {
  readonly certificate: X509Certificate;
  readonly key: KeyObject;
}

/** @returns nothing where there is no such file, or one that holds no identity */
export async function readIdentity(path: string): Promise<Identity | undefined> {
  const pem = await readFile(path, 'utf8').catch((error: unknown) => {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  });
  if (pem === undefined) return undefined;
  try {
    const [certificate, key] = [new X509Certificate(pem), createPrivateKey(pem)];
    return certificate.checkPrivateKey(key) ? { certificate, key } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Writes an identity into one file, so that nobody reads a key beside another's certificate, in a folder that only its owner
 * may look into.
 * @param issuers certificates that follow its own
 */
export async function writeIdentity(
  path: string,
  { certificate, key }: Identity,
  issuers: readonly X509Certificate[] = [],
): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o700);
  const parts = [key.export({ type: 'pkcs8', format: 'pem' }), ...[certificate, ...issuers].map(String)];
  await writeWhole(path, parts.join(''));
}
