import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

import { sniff } from '../../../src/image/sniff.ts';
import { isCode, reasonOf, UsageError } from '../failure.ts';

/** A picture file as it is posted. */
export interface Picture {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Media type. */
  readonly type: string;
}

/** @throws UsageError when there is no such file, or it is no picture that EdgeLens takes */
export function readPicture(path: string): Picture {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = new Uint8Array(readFileSync(path));
  } catch (error) {
    throw new UsageError(
      isCode(error, 'ENOENT') ? `there is no picture ${path}` : `cannot read ${path}: ${reasonOf(error)}`,
    );
  }
  try {
    return { name: basename(path), bytes, type: `image/${sniff(bytes)}` };
  } catch (error) {
    throw new UsageError(`${path}: ${reasonOf(error)}`);
  }
}
