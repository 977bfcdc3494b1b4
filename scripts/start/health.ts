import { get } from 'node:http';
import { get as getByTls } from 'node:https';

/**
 * Resolves to true as soon as a server answers at `/healthz`, and to false when it is over.
 * @param trusted a certificate authority (PEM) to believe, for HTTPS
 */
export async function becomesHealthy(origin: string, over: AbortSignal, trusted?: string): Promise<boolean> {
  while (!over.aborted) {
    if (await isHealthy(`${origin}/healthz`, trusted)) return true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return false;
}

function isHealthy(url: string, trusted: string | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    const request = trusted === undefined ? get(url) : getByTls(url, { ca: trusted });
    request
      .once('response', (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      })
      .once('error', () => {
        resolve(false);
      });
  });
}
