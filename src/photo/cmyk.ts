/** placeholder */
export function cmykToRgb(cmyk: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((3 * cmyk.length) / 4);
  for (let i = 0, to = 0; i < cmyk.length; i += 4, to += 3) {
    const k = cmyk[i + 3] ?? 0;
    for (let c = 0; c < 3; c++) rgb[to + c] = ((cmyk[i + c] ?? 0) * k) / 255;
  }
  return rgb;
}
