import type { DecoderOutput } from '../decoder-output.ts';
import { requireCoverage, unfinished } from '../refusal.ts';
import { hideMissing } from './coverage.ts';
import { dcFile } from './dc-file.ts';
import { readDcPlanes } from './dc-planes.ts';
import { decodeJpeg } from './decode.ts';
import { hasEveryComponent } from './frame.ts';
import { readJpegHeader, type JpegHeader } from './header.ts';

/**
 * Decodes a progressive JPEG at an eighth of its size, from its DC scans only: the same pixels that the codec makes of the
 * whole file, in a sixth of the time. Of a progressive file the codec keeps every coefficient, 128 bytes a block; here it
 * gets a sequential file that has only the DC coefficients.
 *
 * @returns the image as stored, not yet turned
 * @throws {ImageError} `truncated` or `not_a_picture`
 * @throws {Error} when the data are damaged, and whatever the codec traps with
 */
export function decodeDcOnly(bytes: Uint8Array, header: JpegHeader, codec: WebAssembly.Module): DecoderOutput {
  if (!hasEveryComponent(header.frame, header.scans)) throw unfinished(header, 'JPEG');
  const { planes, coverage } = readDcPlanes(bytes, header);
  requireCoverage(header, coverage.share);
  const file = dcFile(header, planes);
  const { image, wasmBytes } = decodeJpeg(file, readJpegHeader(file), codec, 8);
  if (coverage.share < 1) hideMissing(image, coverage, 8);
  return { image, wasmBytes, complete: header.isClosed && coverage.share === 1, coverage: coverage.share };
}
