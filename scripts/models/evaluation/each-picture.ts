import { readFile } from 'node:fs/promises';

import { ImageError } from '../../../src/image/image-error.ts';
import { Failure, isCode } from '../../kit/failure.ts';

/** A picture that could not be used, and why. */
export interface Skipped {
  readonly path: string;
  readonly reason: string;
}

/**
 * Does something with each of some picture files, one after the other.
 *
 * @param use gets the file's content, and throws ImageError if that is not a picture
 * @param onPicture called after each of them
 * @returns those that are not there or cannot be decoded
 * @throws Failure when that is all of them
 */
export async function eachPicture<Picture extends { readonly path: string }>(
  pictures: readonly Picture[],
  use: (bytes: Uint8Array, picture: Picture) => Promise<void>,
  onPicture?: (done: number) => void,
): Promise<Skipped[]> {
  const skipped: Skipped[] = [];
  for (const [index, picture] of pictures.entries()) {
    try {
      await use(new Uint8Array(await readFile(picture.path)), picture);
    } catch (error) {
      const missing = isCode(error, 'ENOENT');
      if (!missing && !(error instanceof ImageError)) throw error;
      skipped.push({
        path: picture.path,
        reason: error instanceof ImageError ? error.message : 'There is no such file.',
      });
    }
    onPicture?.(index + 1);
  }
  if (skipped.length < pictures.length) return skipped;
  const [first] = skipped;
  throw new Failure(
    `none of the ${pictures.length} pictures could be read; ${first?.path ?? ''}: ${first?.reason ?? ''}`,
  );
}
