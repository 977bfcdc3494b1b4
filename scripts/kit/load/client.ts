import { createServer } from 'node:http';

import { ask } from '../../bench/target.ts';
import type { Picture } from './picture.ts';

/** Enough for Node to have loaded and compiled its HTTP client. */
const ROUNDS = 20;

/**
 * Lets this process's own HTTP client get warm by posting to a server that answers nothing of interest. Without it the
 * first sample, a cold one, would also pay for the client's start.
 */
export async function warmUpClient(pictures: readonly Picture[]): Promise<void> {
  const server = createServer((request, response) => {
    request.resume().once('end', () => response.end('{}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const origin = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
  const question = { model: 'none', query: '', fresh: false, timeout: 10_000, key: undefined };
  for (const picture of pictures.slice(0, 1)) {
    for (let round = 0; round < ROUNDS; round++) await ask({ label: 'A', origin }, { ...question, picture });
  }
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
