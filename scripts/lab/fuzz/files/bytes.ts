/** Joins arrays. */
export function concat(...arrays: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    whole.set(array, at);
    at += array.length;
  }
  return whole;
}

/** One character for each byte. */
export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

/** One byte for each character. */
export function fromLatin1(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}

/** The lower 16 bits, the higher byte first. */
export function big16(value: number): Uint8Array {
  return Uint8Array.of(value >>> 8, value);
}

/** 32 bits, the highest byte first. */
export function big32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

/** 32 bits, the lowest byte first. */
export function little32(value: number): Uint8Array {
  return big32(value).reverse();
}

/** A view of the same bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Overwrites bytes, as far as the array goes. */
export function overwrite(target: Uint8Array, bytes: Uint8Array, at: number): void {
  target.set(bytes.subarray(0, Math.max(0, target.length - at)), Math.min(at, target.length));
}
