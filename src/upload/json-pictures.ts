import { Base64Decoder } from './base64-decoder.ts';
import { PictureReader } from './picture-list.ts';
import { UploadError } from './upload-error.ts';

const HOW_TO_SEND_JSON = 'Send {"images": [{"id": "a", "data": "<the file in base64>"}]}.';

/** Most bytes of a string that is not a picture. */
const MAX_TEXT_BYTES = 2048;

/** Most characters of an id. */
const MAX_ID_LENGTH = 128;

const [QUOTE, COMMA, BACKSLASH, LOWER_U] = [0x22, 0x2c, 0x5c, 0x75];
const SPACES = [0x20, 0x09, 0x0a, 0x0d];

/** What single characters stand for behind a backslash, as far as base64 has them. */
const ESCAPES: ReadonlyMap<number, string> = new Map(
  Object.entries({ '/': '/', n: '\n', r: '\r', t: '\t' }).map(([letter, text]) => [letter.charCodeAt(0), text]),
);

/** Begins a data URL, which has the base64 behind its first comma. */
const DATA_URL = 'data:';

type State =
  | 'start'
  | 'images'
  | 'list-colon'
  | 'list'
  | 'first-picture'
  | 'next-picture'
  | 'first-key'
  | 'next-key'
  | 'colon'
  | 'value'
  | 'after-value'
  | 'after-picture'
  | 'after-list'
  | 'end';

/** By what was read last: the tokens that may follow, and where each leads. `"` stands for a string. */
const GRAMMAR: Readonly<Record<State, Readonly<Record<string, State>>>> = {
  start: { '{': 'images' },
  images: { '"': 'list-colon' },
  'list-colon': { ':': 'list' },
  list: { '[': 'first-picture' },
  'first-picture': { '{': 'first-key', ']': 'after-list' },
  'next-picture': { '{': 'first-key' },
  'first-key': { '"': 'colon', '}': 'after-picture' },
  'next-key': { '"': 'colon' },
  colon: { ':': 'value' },
  value: { '"': 'after-value' },
  'after-value': { ',': 'next-key', '}': 'after-picture' },
  'after-picture': { ',': 'next-picture', ']': 'after-list' },
  'after-list': { '}': 'end' },
  end: {},
};

/**
 * The pictures of `{"images": [{"id": "...", "data": "<base64>"}]}`, in its order; a `url` may stand in the place of `data`. A picture is decoded while it arrives, so that
 * it is in memory once, and not as text beside it; `JSON.parse` would need the whole body at once. Only this shape is read.
 */
export class JsonPictures extends PictureReader {
  #isPaused = false;
  #state: State = 'start';
  /** The string that is being read. */
  #string: PlainText | PictureText | undefined;
  #key = '';
  #id: string | null = null;
  #hasData = false;
  #url: string | undefined;

  /** @throws UploadError `malformed_json`, or `missing_field` when there is no picture */
  write(chunk: Uint8Array): number {
    let position = 0;
    this.#resume();
    while (position < chunk.length && !this.#isPaused) {
      if (this.#string instanceof PictureText) position = this.#readPicture(this.#string, chunk, position);
      else this.#readByte(chunk[position++] ?? 0);
    }
    return position;
  }

  #resume(): void {
    this.#isPaused = false;
  }

  /** @throws UploadError `malformed_json` when the list has not ended */
  end(): void {
    if (this.place !== 'end') throw malformedJson('The body ends before its JSON does.');
  }

  #readByte(byte: number): void {
    if (this.#string instanceof PlainText) {
      const text = this.#string.write(byte);
      if (text === undefined) return;
      this.#string = undefined;
      this.#follow('"', text);
    } else if (byte === QUOTE && Object.hasOwn(GRAMMAR[this.#state], '"')) {
      const isPicture = this.#state === 'value' && this.#key === 'data';
      this.#string = isPicture ? new PictureText() : new PlainText();
    } else if (!SPACES.includes(byte)) this.#follow(String.fromCharCode(byte));
  }

  #readPicture(text: PictureText, chunk: Uint8Array, begin: number): number {
    const end = chunk.indexOf(QUOTE, begin);
    const bytes = text.decode(chunk.subarray(begin, end === -1 ? chunk.length : end), end !== -1);
    if (bytes === null) this.picture?.refuse(notBase64());
    else this.picture?.write(bytes);
    if (end === -1) return chunk.length;
    this.#string = undefined;
    this.#follow('"');
    return end + 1;
  }

  #follow(token: string, text = ''): void {
    const before = this.#state;
    const next = Object.hasOwn(GRAMMAR[before], token) ? GRAMMAR[before][token] : undefined;
    if (next === undefined) throw malformedJson('The body is not JSON of this shape.');
    this.#state = next;
    if (next === 'list-colon' && text !== 'images')
      throw malformedJson('The body has a member other than "images". Put parameters into the query.');
    if (next === 'first-key') this.#beginPicture();
    if (next === 'colon') this.#takeKey(text);
    if (next === 'after-value') this.#takeValue(text);
    if (next === 'after-picture') this.#endPicture();
    if (next === 'after-list' && before === 'first-picture')
      throw new UploadError('missing_field', `The list "images" has no picture. ${HOW_TO_SEND_JSON}`);
    if (next === 'end') this.place = 'end';
  }

  #beginPicture(): void {
    this.#id = null;
    this.#hasData = false;
    this.#url = undefined;
    this.place = 'picture';
    this.#isPaused = true;
  }

  #takeKey(key: string): void {
    const known = { id: this.#id !== null, data: this.#hasData, url: this.#url !== undefined };
    if (!Object.hasOwn(known, key)) throw malformedJson('A picture has a member other than "id", "data" and "url".');
    if (known[key as keyof typeof known]) throw malformedJson(`A picture has "${key}" twice.`);
    this.#key = key;
  }

  #takeValue(text: string): void {
    if (this.#key === 'data') this.#hasData = true;
    else if (this.#key === 'url') this.#url = text;
    else this.#id = requireId(text);
  }

  #endPicture(): void {
    if (this.#hasData === (this.#url !== undefined)) {
      const reason = this.#hasData ? 'A picture has both "data" and "url".' : 'A picture has no "data".';
      this.picture?.refuse(new UploadError('missing_field', `${reason} ${HOW_TO_SEND_JSON}`));
    }
    this.finish(this.#id, this.#url);
    this.#isPaused = true;
  }
}

/** Collects a string that is no picture. */
class PlainText {
  readonly #bytes: number[] = [];
  #isEscaped = false;

  /**
   * @returns the text behind its last byte, which is the quotation mark
   * @throws UploadError `malformed_json`
   */
  write(byte: number): string | undefined {
    if (byte === QUOTE && !this.#isEscaped) return textOf(this.#bytes);
    if (this.#bytes.length === MAX_TEXT_BYTES)
      throw malformedJson(`A string that is not a picture has more than ${MAX_TEXT_BYTES} bytes.`);
    this.#bytes.push(byte);
    this.#isEscaped = byte === BACKSLASH && !this.#isEscaped;
    return undefined;
  }
}

/** Decodes the string of a picture: escapes of JSON, the beginning of a data URL, and base64. */
class PictureText {
  readonly #base64 = new Base64Decoder();
  /** A piece ended in an escape that begins so. */
  #escape: number[] = [];
  /** The first characters, until there are enough to tell whether this is a data URL; null from then on. */
  #head: Uint8Array | null = new Uint8Array();
  #isBehindComma = true;
  #isWrong = false;

  /**
   * @param isLast whether the string ends behind this piece
   * @returns bytes of the picture; null once it is no base64
   */
  decode(piece: Uint8Array, isLast: boolean): Uint8Array | null {
    if (this.#isWrong) return null;
    const bytes = this.#base64.decode(this.#withoutPrefix(this.#unescape(piece), isLast));
    const isComplete = this.#escape.length === 0 && this.#isBehindComma && this.#base64.isComplete;
    this.#isWrong = bytes === null || (isLast && !isComplete);
    return this.#isWrong ? null : bytes;
  }

  #unescape(piece: Uint8Array): Uint8Array {
    if (this.#escape.length === 0 && !piece.includes(BACKSLASH)) return piece;
    // An escape that began in the piece before may end here.
    const plain = new Uint8Array(piece.length + 1);
    let length = 0;
    for (const byte of piece) {
      if (this.#escape.length === 0 && byte !== BACKSLASH) {
        plain[length++] = byte;
        continue;
      }
      this.#escape.push(byte);
      const [, letter] = this.#escape;
      if (letter === undefined || (letter === LOWER_U && this.#escape.length < 6)) continue;
      const text = letter === LOWER_U ? textOf(this.#escape) : ESCAPES.get(letter);
      // A backslash is no base64, and neither is what is not ASCII.
      plain[length++] = Math.min(text?.charCodeAt(0) ?? BACKSLASH, 0xff);
      this.#escape = [];
    }
    return plain.subarray(0, length);
  }

  #withoutPrefix(text: Uint8Array, isLast: boolean): Uint8Array {
    let rest = text;
    if (this.#head !== null) {
      rest = new Uint8Array(this.#head.length + text.length);
      rest.set(this.#head);
      rest.set(text, this.#head.length);
      if (rest.length < DATA_URL.length && !isLast) {
        this.#head = rest;
        return new Uint8Array();
      }
      this.#head = null;
      this.#isBehindComma = new TextDecoder().decode(rest.subarray(0, DATA_URL.length)).toLowerCase() !== DATA_URL;
    }
    if (this.#isBehindComma) return rest;
    const comma = rest.indexOf(COMMA);
    this.#isBehindComma = comma !== -1;
    return this.#isBehindComma ? rest.subarray(comma + 1) : new Uint8Array();
  }
}

/** The text of a string whose bytes stood between quotation marks. */
function textOf(bytes: readonly number[]): string {
  try {
    return JSON.parse(
      `"${new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes))}"`,
    ) as string;
  } catch {
    throw malformedJson('A string of the body is not valid JSON.');
  }
}

function requireId(text: string): string {
  if (text.length > MAX_ID_LENGTH || /\p{Cc}/u.test(text))
    throw malformedJson(`An "id" has more than ${MAX_ID_LENGTH} characters, or one that cannot be seen.`);
  return text;
}

function malformedJson(reason: string): UploadError {
  return new UploadError('malformed_json', `${reason} ${HOW_TO_SEND_JSON}`);
}

function notBase64(): UploadError {
  return new UploadError('malformed_base64', 'The "data" of the picture is not base64.');
}
