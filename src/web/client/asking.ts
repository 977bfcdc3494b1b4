import type { Classification, Comparison } from '../answer/classification.ts';
import type { BrowserTimes } from '../answer/time-spans.ts';
import type { PreparedPicture } from './picture/prepared-picture.ts';
import { upload } from './upload.ts';

/** What to ask. */
export interface Question {
  /** Name of a model, or several with commas between. */
  readonly models: string;
  readonly picture: PreparedPicture;
  /** Whether the model's session is to be dropped first. */
  readonly fresh: boolean;
  /** A key of the deployment. */
  readonly key: string;
}

/** An answer, and what the browser's clock says of it. */
export interface Answered {
  readonly answer: Classification | Comparison;
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
  { models, picture, fresh, key }: Question,
  begin: number,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<Answered> {
  const several = models.includes(',');
  const query = new URLSearchParams({
    [several ? 'models' : 'model']: models,
    explain: 'gradcam',
    explain_class: 'all',
    ...(fresh && { fresh: 'session' }),
  });
  const headers = {
    // Whatever the file claims to be: the server looks for itself.
    'Content-Type': picture.blob.type.startsWith('image/') ? picture.blob.type : 'image/jpeg',
    ...(key !== '' && { Authorization: `Bearer ${key}` }),
  };
  const url = `/v1/${several ? 'compare' : 'classify'}?${query.toString()}`;
  const { body, sent, uploaded, answered, read } = await upload(url, picture.blob, { headers, signal, onProgress });
  return {
    // The API's own schema describes it; the page is served by the same Worker.
    answer: body as Classification | Comparison,
    times: { prepared: sent - begin, uploaded: uploaded - begin, answered: answered - begin, read: read - begin },
    here_ms: read - sent,
  };
}
