import { parseHeaderValue } from './header-value.ts';
import { HOW_TO_SEND, malformedForm, UploadError } from './upload-error.ts';

/** Reads a body: the reader of a stream, or what does as one. */
export interface UploadBody {
  /** Gives the next bytes, which are valid until it is called again. */
  read(): Promise<ReadableStreamReadResult<Uint8Array>>;
  /** Called when the body is refused. */
  cancel(reason?: unknown): Promise<void>;
}

/** @throws UploadError unless a Content-Encoding changes nothing */
export function requireIdentity(contentEncoding: string | null): void {
  // RFC 9110, section 15.5.16.
  if (contentEncoding === null || /^\s*(?:identity)?\s*$/i.test(contentEncoding)) return;
  throw new UploadError(
    'unsupported_media_type',
    'The body has a Content-Encoding, and none is decoded here. Send the bytes of the file as they are: pictures are compressed already.',
  );
}

/**
 * Reads the next bytes of a body.
 * @param received how many there were before
 * @throws UploadError `aborted`
 */
export async function nextChunk(body: UploadBody, received: number): Promise<ReadableStreamReadResult<Uint8Array>> {
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

/** The refusal of a body without bytes. */
export function emptyBody(): UploadError {
  return new UploadError('empty', `The body has no bytes. ${HOW_TO_SEND}`);
}

/** The refusal of a body that is too large. */
export function tooLarge(maxBytes: number): UploadError {
  return new UploadError(
    'too_large',
    `The body has more than ${maxBytes} bytes. Send a smaller picture: models look at 224 x 224 pixels.`,
    { limit_bytes: maxBytes },
  );
}

/** What a body is: the picture itself, a form with this boundary, or JSON with a list of pictures. */
export type BodyShape =
  { readonly kind: 'picture' } | { readonly kind: 'form'; readonly boundary: string } | { readonly kind: 'json' };

/**
 * RFC 2046, section 5.1.1, allows fewer characters; programs also write `*`, `$`, `{` and all others that are visible, and
 * none of them can be mistaken.
 */
const BOUNDARY = /^[ -~]{0,69}[!-~]$/;

/**
 * Tells by the Content-Type how a body holds its pictures. What says nothing, `application/octet-stream` or no header at all,
 * is taken for the picture itself: its first bytes tell.
 * @throws UploadError `unsupported_media_type`, or `malformed_form` when a form names no boundary
 */
export function bodyShape(contentType: string | null): BodyShape {
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
  if (mediaType === 'application/json') return { kind: 'json' };
  throw new UploadError(
    'unsupported_media_type',
    `The Content-Type is neither image/* nor multipart/form-data. ${HOW_TO_SEND}`,
  );
}
