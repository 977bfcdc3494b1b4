import type { PictureBuffer } from './picture-buffer.ts';

/** A picture that was read, or why it was refused; the others of the body are read all the same. */
export type ListedPicture =
  | { readonly id: string | null; readonly bytes: Uint8Array; readonly url?: undefined; readonly refusal: null }
  | { readonly id: string | null; readonly bytes: null; readonly url?: undefined; readonly refusal: unknown }
  /** A picture that lies elsewhere, at an address that nobody has looked at yet. */
  | { readonly id: string | null; readonly bytes: null; readonly url: string; readonly refusal: null };

/** Takes pictures out of a body, one after the other. Each method throws what ends the whole upload. */
export interface PictureList {
  /** Where the body is: before a picture or the end, in a picture whose buffer is wanted, or behind the last one. */
  readonly place: 'between' | 'picture' | 'end';

  /**
   * Takes the next bytes of the body.
   * @returns how many were read: fewer than there are where a picture begins or is complete
   */
  write(chunk: Uint8Array): number;

  /** Begins the picture at which {@link write} stopped. @param buffer takes its bytes */
  begin(buffer: PictureBuffer): void;

  /** The picture that is complete, once; undefined while none is. */
  take(): ListedPicture | undefined;

  /** Call it when the body has ended. */
  end(): void;
}

/** Collects the bytes of one picture. What refuses it leaves the rest of the body readable. */
export class PictureCollector {
  readonly #buffer: PictureBuffer;
  #refusal: { readonly reason: unknown } | undefined;

  constructor(buffer: PictureBuffer) {
    this.#buffer = buffer;
  }

  /** Takes bytes of the picture, or throws them away once it was refused. */
  write(bytes: Uint8Array): void {
    this.#try(() => {
      this.#buffer.write(bytes);
    });
  }

  /** Whether the picture is refused so far. */
  get isRefused(): boolean {
    return this.#refusal !== undefined;
  }

  /** Refuses the picture, unless it was refused before. */
  refuse(reason: unknown): void {
    this.#refusal ??= { reason };
  }

  /** The picture, which is complete. */
  end(id: string | null): ListedPicture {
    let bytes: Uint8Array | undefined;
    this.#try(() => {
      bytes = this.#buffer.end();
    });
    if (this.#refusal !== undefined) return { id, bytes: null, refusal: this.#refusal.reason };
    return { id, bytes: bytes ?? new Uint8Array(), refusal: null };
  }

  #try(step: () => void): void {
    if (this.#refusal !== undefined) return;
    try {
      step();
    } catch (reason) {
      this.#refusal = { reason };
    }
  }
}

/** What all lists of pictures do alike. */
export abstract class PictureReader implements PictureList {
  place: PictureList['place'] = 'between';
  protected picture: PictureCollector | undefined;
  #complete: ListedPicture | undefined;

  abstract write(chunk: Uint8Array): number;
  abstract end(): void;

  begin(buffer: PictureBuffer): void {
    this.picture = new PictureCollector(buffer);
  }

  take(): ListedPicture | undefined {
    const complete = this.#complete;
    this.#complete = undefined;
    return complete;
  }

  /** Has the picture taken that is complete. */
  protected finish(id: string | null, url?: string): void {
    const isElsewhere = url !== undefined && this.picture?.isRefused === false;
    this.#complete = isElsewhere ? { id, bytes: null, url, refusal: null } : this.picture?.end(id);
    this.picture = undefined;
    this.place = 'between';
  }
}

/** A body that is one picture. */
export class WholeBody extends PictureReader {
  override place: PictureList['place'] = 'picture';

  write(chunk: Uint8Array): number {
    this.picture?.write(chunk);
    return chunk.length;
  }

  end(): void {
    this.finish(null);
    this.place = 'end';
  }
}
