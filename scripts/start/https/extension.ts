import { isIPv4, isIPv6 } from 'node:net';

import { bitString, contextual, der, objectIdentifier, sequence, TAGS } from './der.ts';

const TRUE = der(TAGS.boolean, Buffer.from([0xff]));

/** Bits of a key usage, in their order: RFC 5280, section 4.2.1.3. */
const USAGES = [
  'digitalSignature',
  'contentCommitment',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
];

/** May sign certificates, but none of others who may; or may not. */
export function basicConstraints(isAuthority: boolean): Buffer {
  const noOthers = der(TAGS.integer, Buffer.from([0]));
  return extension('2.5.29.19', sequence(...(isAuthority ? [TRUE, noOthers] : [])), true);
}

/** What the key is for. */
export function keyUsage(usage: 'digitalSignature' | 'keyCertSign'): Buffer {
  const bit = USAGES.indexOf(usage);
  return extension('2.5.29.15', bitString(Buffer.from([0x80 >> bit]), 7 - bit), true);
}

/** The key is one of a server (RFC 5280, section 4.2.1.12). */
export function serverAuthentication(): Buffer {
  return extension('2.5.29.37', sequence(objectIdentifier('1.3.6.1.5.5.7.3.1')));
}

/** @param names host names and addresses that the certificate is for */
export function alternativeNames(names: readonly string[]): Buffer {
  return extension('2.5.29.17', sequence(...names.map(generalName)));
}

/** What is signed is believed for these only. @param permitted host names, and networks such as `10.0.0.0/8` */
export function nameConstraints(permitted: readonly string[]): Buffer {
  const subtrees = permitted.map((name) => sequence(generalName(name)));
  return extension('2.5.29.30', sequence(der(contextual(0, true), ...subtrees)), true);
}

/** @param identifier 20 bytes that stand for the key that is certified */
export function subjectKey(identifier: Uint8Array): Buffer {
  return extension('2.5.29.14', der(TAGS.octetString, identifier));
}

/** @param identifier 20 bytes that stand for the key that signs */
export function authorityKey(identifier: Uint8Array): Buffer {
  return extension('2.5.29.35', sequence(der(contextual(0), identifier)));
}

/** A host name, an address, or a network, as RFC 5280, sections 4.2.1.6 and 4.2.1.10, has them written. */
export function generalName(name: string): Buffer {
  const [base = '', bits] = name.split('/');
  if (!isIPv4(base) && !isIPv6(base)) return der(contextual(2), Buffer.from(name));
  const address = isIPv4(base) ? base.split('.').map(Number) : ipv6Bytes(base);
  return der(
    contextual(7),
    Buffer.from([...address, ...(bits === undefined ? [] : mask(Number(bits), address.length))]),
  );
}

/** As many ones as a network has bits, then zeroes. */
function mask(bits: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, index) => 0xff & (0xff00 >> Math.min(8, Math.max(0, bits - 8 * index))));
}

function ipv6Bytes(address: string): number[] {
  const [before = [], after = []] = address.split('::').map((half) => half.split(':').filter((group) => group !== ''));
  const zeroes = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeroes, ...after]
    .map((group) => parseInt(group, 16))
    .flatMap((group) => [group >> 8, group & 0xff]);
}

function extension(identifier: string, value: Uint8Array, isCritical = false): Buffer {
  return sequence(objectIdentifier(identifier), ...(isCritical ? [TRUE] : []), der(TAGS.octetString, value));
}
