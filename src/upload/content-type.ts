import { parseHeaderValue } from './header-value.ts';
import { HOW_TO_SEND, malformedForm, UploadError } from './upload-error.ts';

/** A body is the picture itself, or a form with this boundary that has the picture. */
type BodyShape = { readonly kind: 'picture' } | { readonly kind: 'form'; readonly boundary: string };

/** RFC 2046, section 5.1.1. */
const BOUNDARY = /^[\w'()+,\-./:=? ]{0,69}[\w'()+,\-./:=?]$/;

/**
 * Tells by the Content-Type how a body holds its picture. `application/octet-stream` is refused: it says that the sender
 * does not know what the file is.
 * @throws UploadError `unsupported_media_type`, or `malformed_form` when a form names no boundary
 */
export function bodyShape(contentType: string | null): BodyShape {
  const mediaType = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (mediaType.startsWith('image/')) return { kind: 'picture' };
  if (contentType !== null && mediaType === 'multipart/form-data') {
    const boundary = parseHeaderValue(contentType)?.parameters.get('boundary') ?? '';
    if (BOUNDARY.test(boundary)) return { kind: 'form', boundary };
    throw malformedForm('The Content-Type of the form does not name one boundary of 1 to 70 characters.');
  }
  const got =
    mediaType === ''
      ? 'There is no Content-Type header.'
      : 'The Content-Type is neither image/* nor multipart/form-data.';
  throw new UploadError('unsupported_media_type', `${got} ${HOW_TO_SEND}`);
}
