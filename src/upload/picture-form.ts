import { type FormHandler, MultipartParser, type PartHeader } from './multipart.ts';
import type { PictureBuffer } from './picture-buffer.ts';
import { HOW_TO_SEND, UploadError } from './upload-error.ts';

/** Reads a form that has one file in the field `image` and nothing else. Any other form is refused as soon as possible. */
export class PictureForm implements FormHandler {
  readonly #picture: PictureBuffer;
  readonly #expectedBytes: number;
  readonly #parser: MultipartParser;
  #hasImage = false;
  #bytes: Uint8Array | undefined;

  /** @param expectedBytes of the whole form, 0 when unknown */
  constructor(boundary: string, picture: PictureBuffer, expectedBytes: number) {
    this.#picture = picture;
    this.#expectedBytes = expectedBytes;
    this.#parser = new MultipartParser(boundary, this);
  }

  /** @throws UploadError */
  write(chunk: Uint8Array): void {
    this.#parser.write(chunk);
  }

  /**
   * Call it when the body has ended.
   * @returns the picture
   * @throws UploadError
   */
  end(): Uint8Array {
    this.#parser.end();
    return this.#requirePicture();
  }

  partBegins(header: PartHeader, offset: number): void {
    if (header.name === 'image' && this.#hasImage) {
      throw new UploadError(
        'duplicate_field',
        'The form has more than one field "image". Only POST /v1/classify takes several pictures.',
      );
    }
    requireImageField(header);
    this.#hasImage = true;
    this.#picture.expect(this.#expectedBytes - offset - this.#parser.endBytes);
  }

  partData(bytes: Uint8Array): void {
    this.#picture.write(bytes);
  }

  partEnds(): void {
    this.#bytes = this.#picture.end();
  }

  formEnds(): void {
    this.#requirePicture();
  }

  #requirePicture(): Uint8Array {
    if (this.#bytes === undefined) throw noImageField();
    return this.#bytes;
  }
}

/** The refusal of a form without a picture. */
export function noImageField(): UploadError {
  return new UploadError('missing_field', `The form has no field "image". ${HOW_TO_SEND}`);
}

/** @throws UploadError unless the part of a form is a file in the field `image` */
export function requireImageField({ name, isFile }: PartHeader): void {
  if (name !== 'image') {
    throw new UploadError(
      'unknown_field',
      'The form has a field other than "image". Put parameters into the query, as in /v1/classify?top_k=3.',
    );
  }
  if (!isFile) throw new UploadError('missing_field', `The field "image" holds text, not a file. ${HOW_TO_SEND}`);
}
