/** How often a connection may be closed before an answer. */
const ATTEMPTS = 3;

/** What a client sees that writes to a closed connection. */
const CLOSED: readonly unknown[] = ['EPIPE', 'ECONNRESET', 'UND_ERR_SOCKET'];

/**
 * `fetch` that asks again when its connection was closed while it was sending: who answers before the body has ended, as a
 * refusal does, closes the connection, and Node's client may then learn of that instead of the answer.
 */
export async function fetchAnswer(url: string, init: RequestInit = {}): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await fetch(url, init);
    } catch (error) {
      const { cause } = error as { cause?: { code?: unknown } };
      const canRepeat = init.body !== undefined && !(init.body instanceof ReadableStream) && attempt < ATTEMPTS;
      if (!canRepeat || !CLOSED.includes(cause?.code)) throw error;
    }
  }
}
