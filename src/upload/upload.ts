import { UploadDeadlines, type DeadlineLimits } from './deadlines.ts';
import { parseHeaderValue } from './header-value.ts';
import { PictureBuffer, type UploadHooks } from './picture-buffer.ts';
import { PictureForm } from './picture-form.ts';
import { HOW_TO_SEND, malformedForm, UploadError } from './upload-error.ts';

/** How much may be sent, and how slowly. */
export interface UploadLimits extends DeadlineLimits {
  /** Most bytes of the whole body; for a form that includes what is around the picture. */
  readonly maxBytes: number;
}

export interface UploadOptions extends UploadHooks {
  /** The Content-Type header, null when there is none. */
  readonly contentType: string | null;
  /** The Content-Encoding header, null when there is none. */
  readonly contentEncoding?: string | null;
  readonly limits: UploadLimits;
  /**
   * The Content-Length. More than `maxBytes` is refused at once. Otherwise it only decides how large buffers are, and
   * bytes are counted as they arrive.
   */
  readonly expectedBytes?: number | undefined;
}

/** Reads a body: the reader of a stream, or what does as one. */
export interface UploadBody {
  /** Gives the next bytes, which are valid until it is called again. */
  read(): Promise<ReadableStreamReadResult<Uint8Array>>;
  /** Called when the body is refused. */
  cancel(reason?: unknown): Promise<void>;
}

/** Takes the picture out of a body. Both methods throw what ends the upload. */
interface BodyReader {
  write(chunk: Uint8Array): void;
  end(): Uint8Array;
}

/**
 * Reads the one picture in a request body: the whole body when its content type is `image/*`, or the file in the field
 * `image` of a `multipart/form-data`. The body is read while it arrives, and refused as soon as something is wrong with
 * it: its bytes are dropped and the body is cancelled, without waiting for that.
 *
 * @returns the picture, in a buffer of its own size
 * @throws UploadError with the reason; whatever `admit` or `inspect` throws
 */
export async function readUpload(body: UploadBody | null, options: UploadOptions): Promise<Uint8Array> {
  const { limits, expectedBytes = 0 } = options;
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const deadlines = new UploadDeadlines(limits, reject);
  try {
    const reader = bodyReader(options);
    if (expectedBytes > limits.maxBytes) throw tooLarge(limits.maxBytes);
    if (body === null) throw emptyBody();
    return await Promise.race([receive(body, reader, deadlines, limits.maxBytes), tooLate]);
  } catch (error) {
    body?.cancel(error).catch(() => undefined);
    throw error;
  } finally {
    deadlines.stop();
  }
}

function bodyReader({
  contentType,
  contentEncoding = null,
  limits,
  expectedBytes = 0,
  ...hooks
}: UploadOptions): BodyReader {
  // RFC 9110, section 15.5.16.
  if (contentEncoding !== null && !/^\s*(?:identity)?\s*$/i.test(contentEncoding)) {
    throw new UploadError(
      'unsupported_media_type',
      'The body has a Content-Encoding, and none is decoded here. Send the bytes of the file as they are: pictures are compressed already.',
    );
  }
  const shape = bodyShape(contentType);
  const picture = new PictureBuffer(limits.maxBytes, hooks);
  if (shape.kind === 'form') return new PictureForm(shape.boundary, picture, expectedBytes);
  picture.expect(expectedBytes);
  return picture;
}

async function receive(
  body: UploadBody,
  reader: BodyReader,
  deadlines: UploadDeadlines,
  maxBytes: number,
): Promise<Uint8Array> {
  for (let received = 0; ;) {
    const { done, value } = await next(body, received);
    if (done) {
      deadlines.end();
      if (received === 0) throw emptyBody();
      return reader.end();
    }
    received += value.byteLength;
    if (received > maxBytes) throw tooLarge(maxBytes);
    deadlines.extend(received);
    reader.write(value);
  }
}

async function next(body: UploadBody, received: number): Promise<ReadableStreamReadResult<Uint8Array>> {
  try {
    return await body.read();
  } catch (cause) {
    throw new UploadError(
      'aborted',
      `The connection broke off after ${received} bytes, before the body was complete. Send the picture again.`,
      { received_bytes: received },
      { cause },
    );
  }
}

function emptyBody(): UploadError {
  return new UploadError('empty', `The body has no bytes. ${HOW_TO_SEND}`);
}

function tooLarge(maxBytes: number): UploadError {
  return new UploadError(
    'too_large',
    `The body has more than ${maxBytes} bytes. Send a smaller picture: models look at 224 x 224 pixels.`,
    { limit_bytes: maxBytes },
  );
}

/** A body is the picture itself, or a form with this boundary that has the picture. */
type BodyShape = { readonly kind: 'picture' } | { readonly kind: 'form'; readonly boundary: string };

/**
 * RFC 2046, section 5.1.1, allows fewer characters; programs also write `*`, `$`, `{` and all others that are visible, and
 * none of them can be mistaken.
 */
const BOUNDARY = /^[ -~]{0,69}[!-~]$/;

/**
 * Tells by the Content-Type how a body holds its picture. What says nothing, `application/octet-stream` or no header at all,
 * is taken for the picture itself: its first bytes tell.
 * @throws UploadError `unsupported_media_type`, or `malformed_form` when a form names no boundary
 */
function bodyShape(contentType: string | null): BodyShape {
  const mediaType = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (mediaType === '' || mediaType === 'application/octet-stream' || mediaType.startsWith('image/'))
    return { kind: 'picture' };
  if (contentType !== null && mediaType === 'multipart/form-data') {
    const { parameters, contradictory } = parseHeaderValue(contentType) ?? {};
    const boundary = parameters?.get('boundary');
    if (boundary === undefined)
      throw malformedForm('The Content-Type of the form names no boundary, or its parameters cannot be read.');
    if (contradictory?.has('boundary') === true)
      throw malformedForm('The Content-Type of the form names two different boundaries.');
    if (BOUNDARY.test(boundary)) return { kind: 'form', boundary };
    throw malformedForm('The boundary of the form is not 1 to 70 visible ASCII characters.');
  }
  throw new UploadError(
    'unsupported_media_type',
    `The Content-Type is neither image/* nor multipart/form-data. ${HOW_TO_SEND}`,
  );
}
