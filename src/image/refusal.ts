import { ImageError } from './image-error.ts';
import type { ImageFormat } from './image.ts';

/** What is known of a file whose picture cannot be shown. */
interface Evidence {
  readonly format: ImageFormat;
  /** Whether the file ends before its data do. */
  readonly isCut: boolean;
}

const NAMES: Readonly<Record<ImageFormat, string>> = { jpeg: 'JPEG', png: 'PNG', webp: 'WebP' };

/** With less of a picture than this, a model would classify mostly grey. */
const LEAST_COVERAGE = 0.25;

/**
 * Requires that a file has enough of its picture.
 *
 * @throws {ImageError} `truncated` when the file was cut off, and `not_a_picture` when its data end early all the same
 */
export function requireCoverage({ format, isCut }: Evidence, coverage: number): void {
  if (coverage >= LEAST_COVERAGE) return;
  const part = `${Math.floor(100 * coverage)} %`;
  const needed = `at least ${100 * LEAST_COVERAGE} % are needed`;
  if (isCut) {
    throw new ImageError(
      'truncated',
      `The ${NAMES[format]} file was cut off: only ${part} of its picture is there, and ${needed}. Send the whole file again.`,
      { coverage },
    );
  }
  throw new ImageError(
    'not_a_picture',
    `The data of the ${NAMES[format]} file end after ${part} of its picture, although the file has its end mark, and ` +
      `${needed}. Send another copy of it.`,
    { coverage },
  );
}

/** The refusal of a file whose data end early and leave nothing to show. */
export function unfinished({ format, isCut }: Evidence, what: string): ImageError {
  return isCut
    ? new ImageError('truncated', `The ${what} file was cut off. Send the whole file again.`, { format })
    : new ImageError(
        'not_a_picture',
        `The data of the ${what} file end before its picture does, although the file has its end mark. Send another copy of it.`,
        { format },
      );
}

/** The refusal of a file that a decoder gave up: whether it is damaged or only unusual is not known. */
export function undecodable({ format, isCut }: Evidence): ImageError {
  const reason = isCut
    ? 'It has no end mark, so it may have been cut off. Send the whole file again.'
    : 'It may be damaged, or written in a way that is not known here. Save it anew with another program, or send it again.';
  return new ImageError('not_a_picture', `The ${NAMES[format]} file cannot be decoded. ${reason}`, { format });
}

/** The refusal of a file one of whose parts reaches behind the end of the file, although that end is there. */
export function overlongPart(format: ImageFormat, part: string): ImageError {
  return new ImageError(
    'not_a_picture',
    `A ${part} of the ${NAMES[format]} file says that it is longer than the rest of the file, so its picture cannot be ` +
      `found. Send another copy of it.`,
    { format },
  );
}
