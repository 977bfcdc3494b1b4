import { createServer } from 'node:http';

import type { Picture } from './picture.ts';

/** Enough for Node to have loaded and compiled its HTTP client. */
const REQUESTS = 20;

/**
 * Warms up the HTTP client of this process: it posts to a server that only says `{}`. Otherwise the first sample, a cold
 * one, would also pay for the client's start.
 */
export async function warmUpClient({ bytes, type }: Picture): Promise<void> {
  const server = createServer((request, response) => {
    request.resume().once('end', () => response.end('{}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
  for (let i = 0; i < REQUESTS; i++) {
    const signal = AbortSignal.timeout(10_000);
    const response = await fetch(url, { method: 'POST', body: bytes, headers: { 'Content-Type': type }, signal });
    await response.text();
  }
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
