import { type FormHandler, MultipartParser, type PartHeader } from './multipart.ts';
import type { PictureBuffer } from './picture-buffer.ts';
import { requireImageField } from './picture-form.ts';
import { type ListedPicture, PictureCollector, type PictureList } from './picture-list.ts';

/** The files in the fields `image` of a form, in its order. */
export class FormPictures implements FormHandler, PictureList {
  readonly #parser: MultipartParser;
  #place: PictureList['place'] = 'between';
  #picture: PictureCollector | undefined;
  #complete: ListedPicture | undefined;

  constructor(boundary: string) {
    this.#parser = new MultipartParser(boundary, this);
  }

  get place(): PictureList['place'] {
    return this.#place;
  }

  write(chunk: Uint8Array): number {
    return this.#parser.write(chunk);
  }

  begin(buffer: PictureBuffer): void {
    this.#picture = new PictureCollector(buffer);
  }

  take(): ListedPicture | undefined {
    const complete = this.#complete;
    this.#complete = undefined;
    return complete;
  }

  end(): void {
    this.#parser.end();
  }

  partBegins(header: PartHeader): void {
    requireImageField(header);
    this.#place = 'picture';
    this.#parser.pause();
  }

  partData(bytes: Uint8Array): void {
    this.#picture?.write(bytes);
  }

  partEnds(): void {
    this.#complete = this.#picture?.end(null);
    this.#picture = undefined;
    this.#place = 'between';
    this.#parser.pause();
  }

  formEnds(): void {
    this.#place = 'end';
  }
}
