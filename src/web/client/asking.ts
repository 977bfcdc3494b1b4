import type { Classification } from '../answer/classification.ts';
import type { BrowserTimes } from '../answer/time-spans.ts';
import type { PreparedPicture } from './prepared-picture.ts';
import { upload } from './upload.ts';

/** What to ask. */
export interface Question {
  readonly model: string;
  readonly picture: PreparedPicture;
  /** Whether the model's session is to be dropped first. */
  readonly fresh: boolean;
  /** A key of the deployment. */
  readonly key: string;
}

/** An answer, and what the browser's clock says of it. */
export interface Answered {
  readonly answer: Classification;
  readonly times: Omit<BrowserTimes, 'rendered'>;
  /** From sending to the answer, ms. */
  readonly here_ms: number;
}

/**
 * Asks the API.
 * @param begin when the picture was chosen, by `performance.now()`
 * @throws what `upload` does
 */
export async function ask(
  { model, picture, fresh, key }: Question,
  begin: number,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<Answered> {
  const query = new URLSearchParams({ model, ...(fresh && { fresh: 'session' }) });
  const headers = {
    // Whatever the file claims to be: the server looks for itself.
    'Content-Type': picture.blob.type.startsWith('image/') ? picture.blob.type : 'image/jpeg',
    ...(key !== '' && { Authorization: `Bearer ${key}` }),
  };
  const url = `/v1/classify?${query.toString()}`;
  const { body, sent, uploaded, answered, read } = await upload(url, picture.blob, { headers, signal, onProgress });
  return {
    // The API's own schema describes it; the page is served by the same Worker.
    answer: body as Classification,
    times: { prepared: sent - begin, uploaded: uploaded - begin, answered: answered - begin, read: read - begin },
    here_ms: read - sent,
  };
}
