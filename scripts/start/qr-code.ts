import { renderUnicodeCompact } from 'uqr';

/** Blocks are the light modules, whatever colours the terminal has: not every phone reads a code that is light on dark. */
const [LIGHT_BLOCKS, AS_BEFORE] = ['\u001B[97;40m', '\u001B[0m'];

/**
 * A text as a QR code (ISO/IEC 18004) for a terminal: two rows of modules in each line.
 * @param colours whether the terminal takes them; without, the code is right where letters are light on dark
 */
export function qrCode(text: string, colours: boolean): string {
  const code = renderUnicodeCompact(text, { border: 2 });
  if (!colours) return code;
  return code
    .split('\n')
    .map((line) => `${LIGHT_BLOCKS}${line}${AS_BEFORE}`)
    .join('\n');
}
