import { parseHeaderValue } from './header-value.ts';
import { malformedForm } from './upload-error.ts';

/** What a part of a form says about itself. */
export interface PartHeader {
  /** The name of the field. */
  readonly name: string;
  /** Whether it holds a file, which is a field with a file name, if only an empty one. */
  readonly isFile: boolean;
}

const LINE = /^([^\s:]+):([^\r\n]*)$/;

/** Encodings that change nothing (RFC 2045, section 6.2). */
const IDENTITIES = ['7bit', '8bit', 'binary'];

/**
 * Reads the header of a part of a `multipart/form-data` body (RFC 7578, section 4).
 * @param bytes lines of UTF-8, between and around them line breaks
 * @throws UploadError `malformed_form`
 */
export function parsePartHeader(bytes: Uint8Array): PartHeader {
  const headers = new Map<string, string>();
  for (const line of new TextDecoder().decode(bytes).split('\r\n')) {
    if (line === '') continue;
    const [, name, value] = LINE.exec(line) ?? [];
    if (name === undefined || value === undefined || headers.has(name.toLowerCase()))
      throw malformedForm('A part of the form has a header that is not made of lines "Name: value", each name once.');
    headers.set(name.toLowerCase(), value.trim());
  }
  const encoding = headers.get('content-transfer-encoding')?.toLowerCase() ?? 'binary';
  if (!IDENTITIES.includes(encoding))
    throw malformedForm(
      'A part of the form has a Content-Transfer-Encoding. Its bytes belong into the form as they are.',
    );
  const disposition = parseHeaderValue(headers.get('content-disposition') ?? '');
  const name = disposition?.parameters.get('name');
  if (disposition?.value !== 'form-data' || name === undefined)
    throw malformedForm('A part of the form has no "Content-Disposition: form-data" with one name.');
  return { name, isFile: disposition.parameters.has('filename') || disposition.parameters.has('filename*') };
}
