import { type ApiProblem, isApiProblem } from '../home/problem-text.ts';

/** An answer to a picture, with what the browser's clock says of it (`performance.now()`, ms). */
export interface Uploaded {
  readonly body: unknown;
  readonly sent: number;
  readonly uploaded: number;
  readonly answered: number;
  readonly read: number;
}

/** The API answered with an error. */
export class ProblemAnswer extends Error {
  readonly problem: ApiProblem;
  /** Seconds to wait before another attempt, where the server says so. */
  readonly retryAfter: number | null;

  constructor(problem: ApiProblem, retryAfter: number | null) {
    super(problem.type);
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

/** No answer came: no network, or it broke off. */
export class NoAnswer extends Error {}

interface UploadOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Told how much has left, as a share in [0, 1]. */
  readonly onProgress: (share: number) => void;
}

/**
 * Posts a picture. (`fetch` does not say how far an upload is.)
 * @throws ProblemAnswer, NoAnswer, or an AbortError when `signal` is
 */
export function upload(url: string, picture: Blob, { headers, signal, onProgress }: UploadOptions): Promise<Uploaded> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const sent = performance.now();
    let [uploaded, answered] = [0, 0];
    request.upload.onprogress = ({ loaded, total }) => {
      onProgress(total > 0 ? loaded / total : 1);
    };
    request.upload.onload = () => {
      uploaded = performance.now();
      onProgress(1);
    };
    request.onreadystatechange = () => {
      if (request.readyState === XMLHttpRequest.HEADERS_RECEIVED) answered = performance.now();
    };
    request.onload = () => {
      const read = performance.now();
      const body = parsed(request.responseText);
      // Who is refused early may get the answer before everything has left.
      if (uploaded === 0) uploaded = answered;
      if (request.status === 200) resolve({ body, sent, uploaded, answered, read });
      else if (isApiProblem(body)) reject(new ProblemAnswer(body, secondsOf(request.getResponseHeader('Retry-After'))));
      else reject(new NoAnswer());
    };
    request.onerror = () => {
      reject(new NoAnswer());
    };
    request.onabort = () => {
      reject(new DOMException('cancelled', 'AbortError'));
    };
    signal.addEventListener('abort', () => {
      request.abort();
    });
    request.open('POST', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.send(picture);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function secondsOf(header: string | null): number | null {
  const seconds = Number(header ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds : null;
}
