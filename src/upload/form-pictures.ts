import { type FormHandler, MultipartParser, type PartHeader } from './multipart.ts';
import { requireImageField } from './picture-form.ts';
import { PictureReader } from './picture-list.ts';

/** The files in the fields `image` of a form, in its order. */
export class FormPictures extends PictureReader implements FormHandler {
  readonly #parser: MultipartParser;

  constructor(boundary: string) {
    super();
    this.#parser = new MultipartParser(boundary, this);
  }

  write(chunk: Uint8Array): number {
    return this.#parser.write(chunk);
  }

  end(): void {
    this.#parser.end();
  }

  partBegins(header: PartHeader): void {
    requireImageField(header);
    this.place = 'picture';
    this.#parser.pause();
  }

  partData(bytes: Uint8Array): void {
    this.picture?.write(bytes);
  }

  partEnds(): void {
    this.finish(null);
    this.#parser.pause();
  }

  formEnds(): void {
    this.place = 'end';
  }
}
