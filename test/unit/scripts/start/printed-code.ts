import { stripVTControlCharacters } from 'node:util';

import decodeQR from 'qr/decode.js';

/** Pixels of one module. */
const SCALE = 4;

/** Reads the QR code in what a command printed, as a camera would that sees blocks light on dark. */
export function readQrCode(printed: string): string {
  const lines = stripVTControlCharacters(printed)
    .split('\n')
    .filter((line) => /^[█▀▄ ]+$/.test(line) && /[█▀▄]/.test(line));
  const rows = lines.flatMap((line) => [/[█▀]/, /[█▄]/].map((light) => Array.from(line, (block) => light.test(block))));
  const width = SCALE * (rows[0]?.length ?? 0);
  const height = SCALE * rows.length;
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isLight = rows[Math.floor(y / SCALE)]?.[Math.floor(x / SCALE)] === true;
      data.fill(isLight ? 255 : 0, 3 * (y * width + x), 3 * (y * width + x + 1));
    }
  }
  // The time for further tries, which one as clear as this does not need.
  return decodeQR({ width, height, data }, { timeLimit: 60_000 });
}
