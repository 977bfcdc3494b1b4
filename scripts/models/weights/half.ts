/** Widens an IEEE 754 half to the number it stands for, exactly. */
export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  // Divisions by powers of two lose nothing. Subnormals (exponent 0) have no hidden one.
  if (exponent === 0) return (sign * fraction) / 2 ** 24;
  return (sign * (1024 + fraction) * (1 << exponent)) / 2 ** 25;
}

/** Widens a "brain float", the upper half of an fp32, exactly. */
export function fromBrainFloat(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, bits * 2 ** 16);
  return view.getFloat32(0);
}
