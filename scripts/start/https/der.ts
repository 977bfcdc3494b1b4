/** Tags of X.690 (DER) that certificates consist of; those in brackets in RFC 5280 are made by {@link contextual}. */
export const TAGS = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The tag `[number]` of a value that other values lie in, or of a plain one. */
export function contextual(number: number, isConstructed = false): number {
  return 0x80 | (isConstructed ? 0x20 : 0) | number;
}

/** One value of less than 64 KiB: its tag, its length, and what it consists of. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Buffer<ArrayBuffer> {
  const content = Buffer.concat(contents);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

/** Several values in their order. */
export function sequence(...values: readonly Uint8Array[]): Buffer<ArrayBuffer> {
  return der(TAGS.sequence, ...values);
}

/** @param dotted such as `2.5.29.30` */
export function objectIdentifier(dotted: string): Buffer<ArrayBuffer> {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return der(TAGS.objectIdentifier, Buffer.from([40 * first + second, ...rest.flatMap(base128)]));
}

/** Bytes as bits, of which the last few do not count. */
export function bitString(bytes: Uint8Array, unused = 0): Buffer<ArrayBuffer> {
  return der(TAGS.bitString, Buffer.from([unused]), bytes);
}

/** A moment, as RFC 5280 (section 4.1.2.5) wants it written: two digits for years before 2050. */
export function time(moment: Date): Buffer<ArrayBuffer> {
  const digits = moment.toISOString().replace(/\.\d+|[^\dZ]/g, '');
  return moment.getUTCFullYear() < 2050
    ? der(TAGS.utcTime, Buffer.from(digits.slice(2)))
    : der(TAGS.generalizedTime, Buffer.from(digits));
}

/** Seven bits a byte, the highest first, and a mark on all but the last. */
function base128(value: number): number[] {
  const bytes = [value % 0x80];
  for (let rest = Math.floor(value / 0x80); rest > 0; rest = Math.floor(rest / 0x80))
    bytes.unshift(0x80 | (rest % 0x80));
  return bytes;
}
