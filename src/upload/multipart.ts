import { parseHeaderValue } from './header-value.ts';
import { malformedForm } from './upload-error.ts';

/** The header of one part of a form. */
export interface PartHeader {
  /** The name of the field. */
  readonly name: string;
  /** Whether the field is a file: it has a file name, which may be empty, or the media type of a picture or of bytes. */
  readonly isFile: boolean;
}

const LINE = /^([^\s:]+):([^\r\n]*)$/;

/** Encodings that change nothing (RFC 2045, section 6.2). */
const IDENTITIES = ['7bit', '8bit', 'binary'];

/**
 * Reads the header of a part of a `multipart/form-data` body (RFC 7578, section 4).
 * @param bytes lines of UTF-8, with line breaks between and around them
 * @throws UploadError `malformed_form`
 */
function parsePartHeader(bytes: Uint8Array): PartHeader {
  const headers = new Map<string, string>();
  for (const line of new TextDecoder().decode(bytes).split('\r\n')) {
    if (line === '') continue;
    const [, name, value] = LINE.exec(line) ?? [];
    if (name === undefined || value === undefined || headers.has(name.toLowerCase()))
      throw malformedForm('A part of the form has a header line that is not "Name: value", or a name twice.');
    headers.set(name.toLowerCase(), value.trim());
  }
  const encoding = headers.get('content-transfer-encoding')?.toLowerCase() ?? 'binary';
  if (!IDENTITIES.includes(encoding))
    throw malformedForm('A part of the form has a Content-Transfer-Encoding. Send its bytes as they are.');
  const disposition = parseHeaderValue(headers.get('content-disposition') ?? '');
  const name = disposition?.parameters.get('name');
  if (disposition?.value !== 'form-data' || name === undefined || disposition.contradictory.has('name'))
    throw malformedForm('A part of the form has no "Content-Disposition: form-data" with one name.');
  const hasFileName = disposition.parameters.has('filename') || disposition.parameters.has('filename*');
  // RFC 7578, section 4.2: a file name is asked for, and may be left out.
  const isTyped = /^(?:image\/|application\/octet-stream\b)/i.test(headers.get('content-type') ?? '');
  return { name, isFile: hasFileName || isTyped };
}

/** Most bytes of the header of a part, and of the text before the first boundary. */
export const MAX_HEADER_BYTES = 8 * 1024;

const [TAB, LF, CR, SPACE, DASH] = [9, 10, 13, 32, 45];
const BOUNDARY = -1;

/** The bytes that may follow another one on the line of a boundary (RFC 2046, section 5.1.1). */
const FOLLOWERS: ReadonlyMap<number, readonly number[]> = new Map([
  [BOUNDARY, [DASH, SPACE, TAB, CR]],
  [DASH, [DASH]],
  [SPACE, [SPACE, TAB, CR]],
  [TAB, [SPACE, TAB, CR]],
  [CR, [LF]],
]);

/** Called with the parts of a form in the order of the body. A method that throws ends the parsing. */
export interface FormHandler {
  /** @param offset of the part's first byte in the body */
  partBegins(header: PartHeader, offset: number): void;
  /** @param bytes some bytes of the part, valid until the call returns */
  partData(bytes: Uint8Array): void;
  partEnds(): void;
  /** Called after the last boundary. */
  formEnds(): void;
}

/**
 * Parses `multipart/form-data` (RFC 7578 on RFC 2046, section 5.1) while it arrives, in chunks of any size. It buffers
 * only the header of a part, and bytes that may be the beginning of a boundary.
 *
 * No package did this in November 2026: `@remix-run/multipart-parser` 0.16 hands a part on only when it is complete, so
 * nothing can be refused by its header; `multipasta` 0.2.8 refuses a good form when a chunk ends between the two dashes at
 * its end; `@hattip/multipart` 0.0.49 accepts a form without an end; `busboy` and `@fastify/busboy` need Node streams.
 */
export class MultipartParser {
  readonly #handler: FormHandler;
  readonly #delimiter: Uint8Array;
  #state: 'preamble' | 'boundary' | 'header' | 'data' | 'epilogue' = 'preamble';
  /** Bytes of the delimiter that were found. It begins with its line break found, because a form may begin with the rest. */
  #matched = 2;
  /** Offset of the current chunk in the body. */
  #offset = 0;
  #preambleBytes = 0;
  #afterBoundary = BOUNDARY;
  readonly #header = new Uint8Array(MAX_HEADER_BYTES);
  #headerBytes = 0;
  #isPaused = false;

  /** @param boundary of the Content-Type: ASCII without a line break */
  constructor(boundary: string, handler: FormHandler) {
    this.#delimiter = new TextEncoder().encode(`\r\n--${boundary}`);
    this.#handler = handler;
  }

  /** Bytes behind the last part, in a form as the usual clients end it. */
  get endBytes(): number {
    return this.#delimiter.length + '--\r\n'.length;
  }

  /** Has {@link write} return, which calls the handler that calls this. */
  pause(): void {
    this.#isPaused = true;
  }

  #resume(): void {
    this.#isPaused = false;
  }

  /**
   * Takes the next bytes of the body.
   * @returns how many were read: fewer than there are where the handler paused, and then the rest is to be written anew
   * @throws UploadError `malformed_form`, or what the handler throws
   */
  write(chunk: Uint8Array): number {
    let position = 0;
    this.#resume();
    while (position < chunk.length && !this.#isPaused) {
      if (this.#state === 'epilogue') position = chunk.length;
      else if (this.#state === 'boundary') this.#readBoundary(chunk[position++] ?? BOUNDARY);
      else if (this.#state === 'header') this.#readHeader(chunk[position++] ?? BOUNDARY, this.#offset + position);
      else position = this.#readData(chunk, position);
    }
    this.#offset += position;
    return position;
  }

  /**
   * Call it when the body has ended.
   * @throws UploadError `malformed_form` when the form has not ended
   */
  end(): void {
    if (this.#state !== 'epilogue')
      throw malformedForm('The body is not a complete multipart form: it ends before the last boundary.');
  }

  /**
   * Hands on the bytes before the next delimiter. Only the first byte of a delimiter is a CR, so within bytes that looked
   * like its beginning no other delimiter can begin.
   * @returns the position behind the bytes that were read
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

  /** Reads the byte behind a boundary: two dashes at the end of the form, otherwise a line break. */
  #readBoundary(byte: number): void {
    if (!FOLLOWERS.get(this.#afterBoundary)?.includes(byte))
      throw malformedForm('A boundary in the form is not followed by a line break (CR and LF).');
    const previous = this.#afterBoundary;
    this.#afterBoundary = byte;
    if (byte === LF) {
      this.#state = 'header';
      // So the empty line behind a header is found in the same way when the header is empty.
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
    // A line feed without its CR is not a line break for parsePartHeader.
    if (byte !== LF || header.at(-3) !== LF) return;
    this.#state = 'data';
    this.#handler.partBegins(parsePartHeader(header), end);
  }
}
