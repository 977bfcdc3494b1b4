import type { Context } from 'hono';

import type { AppEnv } from './app-env.ts';
import { ProblemError } from './problem.ts';

const HOW_TO_SEND =
  'Send the file with "curl -F image=@photo.jpg", or as it is with "curl --data-binary @photo.jpg -H \'Content-Type: image/jpeg\'".';

/**
 * The bytes of the one picture that a request carries: its whole body if its content type is `image/*`, or the file
 * in the field `image` of a multipart form.
 * @throws ProblemError when there is none, or more than one, or something else
 */
export async function readPicture(c: Context<AppEnv>): Promise<Uint8Array> {
  const contentType = c.req.header('Content-Type')?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  let bytes: Uint8Array;
  if (contentType.startsWith('image/')) bytes = await c.req.raw.bytes();
  else if (contentType === 'multipart/form-data') bytes = await readField(c);
  else {
    const got =
      contentType === ''
        ? 'There is no Content-Type header.'
        : 'The Content-Type is neither image/* nor multipart/form-data.';
    throw new ProblemError(
      'unsupported-media-type',
      `${got} ${HOW_TO_SEND}`,
      {},
      { Accept: 'image/*, multipart/form-data' },
    );
  }
  if (bytes.byteLength === 0) throw new ProblemError('empty-body', `The picture has no bytes. ${HOW_TO_SEND}`);
  return bytes;
}

async function readField(c: Context<AppEnv>): Promise<Uint8Array> {
  const form = await readForm(c);
  for (const name of form.keys()) {
    if (name !== 'image') {
      throw new ProblemError(
        'invalid-parameter',
        'The form has a field other than "image". Parameters belong into the query, as in /v1/classify?top_k=3.',
      );
    }
  }
  const [image, ...others] = form.getAll('image');
  if (image === undefined) throw new ProblemError('missing-field', `The form has no field "image". ${HOW_TO_SEND}`);
  if (others.length > 0) {
    throw new ProblemError(
      'duplicate-field',
      `The form has ${others.length + 1} fields "image". Send one picture a request.`,
    );
  }
  if (typeof image === 'string') {
    throw new ProblemError('missing-field', `The field "image" holds text, not a file. ${HOW_TO_SEND}`);
  }
  return image.bytes();
}

async function readForm(c: Context<AppEnv>): Promise<FormData> {
  try {
    return await c.req.raw.formData();
  } catch {
    throw new ProblemError('malformed-form', `The body is not a complete multipart form. ${HOW_TO_SEND}`);
  }
}
