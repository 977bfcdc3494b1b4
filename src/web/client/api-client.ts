import type { Classification } from '../../contract/classification.ts';
import type { Comparison } from '../../contract/comparison.ts';
import { type ApiProblem, isApiProblem } from '../answer/problem-text.ts';
import type { BrowserTimes } from '../answer/time-spans.ts';
import type { PreparedPicture } from './picture/prepared-picture.ts';

export interface ApiRequest {
  /** Name of a model, or several names with commas between. */
  readonly models: string;
  readonly picture: PreparedPicture;
  /** Whether the server has to drop the model's session first. */
  readonly fresh: boolean;
  /** A key of the deployment; may be empty. */
  readonly key: string;
  /** What runs the models; the deployment's choice if empty. */
  readonly engine: string;
}

/** An answer, and what the browser's clock measured. */
export interface ApiAnswer {
  readonly answer: Classification | Comparison;
  readonly times: Omit<BrowserTimes, 'rendered'>;
  /** From sending to the answer, ms. */
  readonly here_ms: number;
}

/** The API answered with an error. */
export class ProblemAnswer extends Error {
  readonly problem: ApiProblem;
  /** Seconds to wait before another attempt; null if the server does not say. */
  readonly retryAfter: number | null;

  constructor(problem: ApiProblem, retryAfter: number | null) {
    super(problem.type);
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

/** No answer came: no network, the connection broke off, or what came is not from the API. */
export class NoAnswer extends Error {
  /** Whether it is known that nothing of a picture was sent. */
  readonly unsent: boolean;

  constructor(unsent = true) {
    super('no answer');
    this.unsent = unsent;
  }
}

/**
 * Sends a picture to `POST /v1/classify`, or to `POST /v1/compare` for several models, and asks in the language of the page.
 * @param begin when the picture was chosen, by `performance.now()`
 * @param onProgress is told how much has been sent, as a share in [0, 1]
 * @throws ProblemAnswer, NoAnswer, or an AbortError when `signal` aborts
 */
export async function requestAnswer(
  { models, picture, fresh, key, engine }: ApiRequest,
  begin: number,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<ApiAnswer> {
  const several = models.includes(',');
  const query = new URLSearchParams({
    [several ? 'models' : 'model']: models,
    explain: 'gradcam',
    explain_class: 'all',
    lang: document.documentElement.lang,
    ...(fresh && { fresh: 'session' }),
    ...(engine !== '' && { engine }),
  });
  const headers = {
    // The server looks at the bytes, whatever type the file claims to have.
    'Content-Type': picture.blob.type.startsWith('image/') ? picture.blob.type : 'image/jpeg',
    ...(key !== '' && { Authorization: `Bearer ${key}` }),
  };
  const url = `/v1/${several ? 'compare' : 'classify'}?${query.toString()}`;
  const { body, sent, uploaded, answered, read } = await post(url, picture.blob, { headers, signal, onProgress });
  return {
    // The same Worker serves this script and the API, so the answer has the shape of this version's schema.
    answer: body as Classification | Comparison,
    times: { prepared: sent - begin, uploaded: uploaded - begin, answered: answered - begin, read: read - begin },
    here_ms: read - sent,
  };
}

/** The body of an answer, and points in time by `performance.now()`, in ms. */
interface PostResult {
  readonly body: unknown;
  readonly sent: number;
  readonly uploaded: number;
  readonly answered: number;
  readonly read: number;
}

interface PostOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly onProgress: (share: number) => void;
}

/** Posts a picture by XMLHttpRequest, because `fetch` does not report the progress of an upload. */
function post(url: string, picture: Blob, { headers, signal, onProgress }: PostOptions): Promise<PostResult> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const request = new XMLHttpRequest();
    // Browsers tell seldom how far an upload is, so what breaks off early may have been sent, unless there was no network.
    let unsent = !navigator.onLine;
    const sent = performance.now();
    let [uploaded, answered] = [0, 0];
    request.upload.onprogress = ({ loaded, total }) => {
      unsent = false;
      onProgress(total > 0 ? loaded / total : 1);
    };
    request.upload.onload = () => {
      uploaded = performance.now();
      onProgress(1);
    };
    request.onreadystatechange = () => {
      if (request.readyState !== XMLHttpRequest.HEADERS_RECEIVED) return;
      unsent = false;
      answered = performance.now();
    };
    request.onload = () => {
      const read = performance.now();
      const body = parseJson(request.responseText);
      // The server may refuse a picture before all of it was sent.
      if (uploaded === 0) uploaded = answered;
      if (request.status === 200) resolve({ body, sent, uploaded, answered, read });
      else if (isApiProblem(body))
        reject(new ProblemAnswer(body, parseSeconds(request.getResponseHeader('Retry-After'))));
      else reject(new NoAnswer(false));
    };
    request.onerror = () => {
      reject(new NoAnswer(unsent));
    };
    request.onabort = () => {
      reject(new DOMException('cancelled', 'AbortError'));
    };
    const abort = (): void => {
      request.abort();
    };
    signal.addEventListener('abort', abort);
    request.onloadend = () => {
      signal.removeEventListener('abort', abort);
    };
    request.open('POST', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.send(picture);
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parseSeconds(header: string | null): number | null {
  const seconds = Number(header ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds : null;
}
