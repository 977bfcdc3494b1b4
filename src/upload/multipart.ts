import { type PartHeader, parsePartHeader } from './part-header.ts';
import { malformedForm } from './upload-error.ts';

/** Most bytes that the header of one part may have, and most that may stand before the first boundary. */
export const MAX_HEADER_BYTES = 8 * 1024;

const [TAB, LF, CR, SPACE, DASH] = [9, 10, 13, 32, 45];
const BOUNDARY = -1;

/** Which bytes may follow which on the line of a boundary (RFC 2046, section 5.1.1). */
const FOLLOWERS: ReadonlyMap<number, readonly number[]> = new Map([
  [BOUNDARY, [DASH, SPACE, TAB, CR]],
  [DASH, [DASH]],
  [SPACE, [SPACE, TAB, CR]],
  [TAB, [SPACE, TAB, CR]],
  [CR, [LF]],
]);

/** What a form is made of, in the order of the body. A method that throws ends the parsing. */
export interface FormHandler {
  /** @param offset how many bytes of the body are before those of the part */
  partBegins(header: PartHeader, offset: number): void;
  /** Some of its bytes, valid until the call returns. */
  partData(bytes: Uint8Array): void;
  partEnds(): void;
  /** The last boundary was there. */
  formEnds(): void;
}

/**
 * Parses `multipart/form-data` (RFC 7578 on RFC 2046, section 5.1) while it comes, in pieces of any size, and holds
 * back no more than the header of a part and the bytes that may be the beginning of a boundary.
 *
 * It is our own because no package did this in November 2026: `@remix-run/multipart-parser` 0.16 hands a part on only
 * when it is whole, so nothing can be refused by its header; `multipasta` 0.2.8 refuses a good form when a chunk ends
 * between the two dashes at its end; `@hattip/multipart` 0.0.49 takes a form without an end for a whole one; `busboy`
 * and `@fastify/busboy` are made of Node streams.
 */
export class MultipartParser {
  readonly #handler: FormHandler;
  readonly #delimiter: Uint8Array;
  #state: 'preamble' | 'boundary' | 'header' | 'data' | 'epilogue' = 'preamble';
  /** How much of the delimiter has come. At first its line break has: a form may begin with the rest. */
  #matched = 2;
  /** Where in the body the current chunk begins. */
  #offset = 0;
  #preambleBytes = 0;
  #afterBoundary = BOUNDARY;
  readonly #header = new Uint8Array(MAX_HEADER_BYTES);
  #headerBytes = 0;

  /** @param boundary as the Content-Type has it: ASCII without a line break */
  constructor(boundary: string, handler: FormHandler) {
    this.#delimiter = new TextEncoder().encode(`\r\n--${boundary}`);
    this.#handler = handler;
  }

  /** How many bytes follow those of the last part, in a form as the usual clients end it. */
  get endBytes(): number {
    return this.#delimiter.length + '--\r\n'.length;
  }

  /**
   * Reads on in the body.
   * @throws UploadError `malformed_form`, or what the handler throws
   */
  write(chunk: Uint8Array): void {
    for (let position = 0; position < chunk.length;) {
      if (this.#state === 'epilogue') return;
      if (this.#state === 'boundary') this.#readBoundary(chunk[position++] ?? BOUNDARY);
      else if (this.#state === 'header') this.#readHeader(chunk[position++] ?? BOUNDARY, this.#offset + position);
      else position = this.#readData(chunk, position);
    }
    this.#offset += chunk.length;
  }

  /**
   * To be called when the body has ended.
   * @throws UploadError `malformed_form` when the form has not
   */
  end(): void {
    if (this.#state !== 'epilogue')
      throw malformedForm('The body is not a complete multipart form: it ends before the last boundary.');
  }

  /**
   * Hands on what stands before the next delimiter. Only the first byte of a delimiter is a CR, so what looked like its
   * beginning and was not has no other beginning in it.
   * @returns the position behind what was read
   */
  #readData(chunk: Uint8Array, begin: number): number {
    let heldBack = this.#matched;
    let position = begin;
    while (position < chunk.length && this.#matched < this.#delimiter.length) {
      if (this.#matched > 0 && chunk[position] === this.#delimiter[this.#matched]) {
        this.#matched++;
        position++;
        continue;
      }
      this.#handOn(this.#delimiter.subarray(0, heldBack));
      heldBack = 0;
      const candidate = chunk.indexOf(CR, position);
      this.#matched = candidate === -1 ? 0 : 1;
      position = candidate === -1 ? chunk.length : candidate + 1;
    }
    if (heldBack === 0) this.#handOn(chunk.subarray(begin, position - this.#matched));
    if (this.#matched === this.#delimiter.length) this.#delimiterEnds();
    return position;
  }

  #handOn(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    if (this.#state === 'data') {
      this.#handler.partData(bytes);
      return;
    }
    this.#preambleBytes += bytes.length;
    if (this.#preambleBytes > MAX_HEADER_BYTES)
      throw malformedForm('The body does not begin with the boundary that its Content-Type names.');
  }

  #delimiterEnds(): void {
    const isPart = this.#state === 'data';
    this.#state = 'boundary';
    this.#afterBoundary = BOUNDARY;
    this.#matched = 0;
    if (isPart) this.#handler.partEnds();
  }

  /** Reads what stands behind a boundary: two dashes at the end of the form, otherwise a line break. */
  #readBoundary(byte: number): void {
    if (!FOLLOWERS.get(this.#afterBoundary)?.includes(byte))
      throw malformedForm('A boundary in the form is not followed by a line break (CR and LF).');
    const previous = this.#afterBoundary;
    this.#afterBoundary = byte;
    if (byte === LF) {
      this.#state = 'header';
      // The empty line behind a header is found in the same way when there is no header.
      this.#header.set([CR, LF]);
      this.#headerBytes = 2;
    } else if (previous === DASH) {
      this.#state = 'epilogue';
      this.#handler.formEnds();
    }
  }

  /** Reads the header of a part, up to the empty line behind it. */
  #readHeader(byte: number, end: number): void {
    if (this.#headerBytes === MAX_HEADER_BYTES) {
      throw malformedForm(`A part of the form has a header of more than ${MAX_HEADER_BYTES} bytes.`, {
        limit_bytes: MAX_HEADER_BYTES,
      });
    }
    this.#header[this.#headerBytes++] = byte;
    const header = this.#header.subarray(0, this.#headerBytes);
    // Line feeds without their CR are no line breaks to parsePartHeader.
    if (byte !== LF || header.at(-3) !== LF) return;
    this.#state = 'data';
    this.#handler.partBegins(parsePartHeader(header), end);
  }
}
