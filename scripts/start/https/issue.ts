import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto';

import { bitString, contextual, der, objectIdentifier, sequence, TAGS, time } from './der.ts';
import { authorityKey, subjectKey } from './extension.ts';
import type { Identity } from './identity.ts';

/** One day, in ms. */
export const DAY = 24 * 60 * 60 * 1000;

/** ECDSA with SHA-256 (RFC 5758, section 3.2), on the curve P-256, which every browser takes. */
const SIGNATURE = sequence(objectIdentifier('1.2.840.10045.4.3.2'));
const CURVE = 'P-256';

const VERSION_3 = der(contextual(0, true), der(TAGS.integer, Buffer.from([2])));
const COMMON_NAME = '2.5.4.3';

/** What is certified. */
export interface Subject {
  /** As people read it. */
  readonly name: string;
  /** How long it is valid. */
  readonly days: number;
  /** Each as DER. */
  readonly extensions: readonly Uint8Array[];
}

/**
 * Makes a key and a certificate for it (X.509 version 3, RFC 5280), valid since yesterday, because clocks of phones differ.
 *
 * Node reads certificates and writes none. Libraries that write them bring a dozen packages with them, or know RSA only.
 *
 * @param issuer who signs; without one it signs itself
 */
export function issue({ name, days, extensions }: Subject, issuer: Identity | undefined, now: Date): Identity {
  const { privateKey: key, publicKey } = generateKeyPairSync('ec', { namedCurve: CURVE });
  const signer = issuer?.key ?? key;
  const certified = sequence(
    VERSION_3,
    der(TAGS.integer, serialNumber()),
    SIGNATURE,
    distinguishedName(issuer === undefined ? name : commonNameOf(issuer.certificate)),
    sequence(time(new Date(now.getTime() - DAY)), time(new Date(now.getTime() + days * DAY))),
    distinguishedName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(
      contextual(3, true),
      sequence(...extensions, subjectKey(identifierOf(publicKey)), authorityKey(identifierOf(createPublicKey(signer)))),
    ),
  );
  const certificate = sequence(certified, SIGNATURE, bitString(sign('sha256', certified, signer)));
  return { certificate: new X509Certificate(certificate), key };
}

/** 16 bytes of chance, which are a positive number without a zero before it. */
function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes.writeUInt8((bytes.readUInt8(0) & 0x3f) | 0x40, 0);
  return bytes;
}

function distinguishedName(commonName: string): Buffer {
  const attribute = sequence(objectIdentifier(COMMON_NAME), der(TAGS.utf8String, Buffer.from(commonName)));
  return sequence(der(TAGS.set, attribute));
}

function commonNameOf(certificate: X509Certificate): string {
  return String(certificate.toLegacyObject().subject.CN);
}

/** RFC 7093, section 2, method 1. */
function identifierOf(publicKey: KeyObject): Buffer {
  // The point of the curve is what the encoding ends with.
  const point = publicKey.export({ type: 'spki', format: 'der' }).subarray(-65);
  return createHash('sha256').update(point).digest().subarray(0, 20);
}
