import { createServer, type IncomingHttpHeaders } from 'node:http';

import { expect, it } from 'vitest';

import { Deployment } from '../../../../scripts/classify/deployment.ts';
import { movedServer } from '../kit/moved-server.ts';

/** Looks whether a server is there that answers in this way. @returns the headers that it got */
async function requireAlive(status: number, body: string, key?: string): Promise<IncomingHttpHeaders> {
  let got: IncomingHttpHeaders = {};
  const server = createServer((request, response) => {
    got = request.headers;
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  try {
    const deployment = new Deployment(`http://127.0.0.1:${port}`, new URLSearchParams(), key);
    await deployment.requireAlive(new AbortController().signal);
  } finally {
    server.closeAllConnections();
    server.close();
  }
  return got;
}

const ALIVE = '{"status":"ok","version":null}';

it('sends a key where there is one', async () => {
  expect((await requireAlive(200, ALIVE, 'secret'))['x-edgelens-key']).toBe('secret');
  expect(await requireAlive(200, ALIVE)).not.toHaveProperty('x-edgelens-key');
});

it('knows a deployment that has had too many requests', async () => {
  await expect(requireAlive(429, '{}')).resolves.toBeDefined();
});

it.each([
  [200, '<html>'],
  [404, '{}'],
  [500, ALIVE],
])('takes a server that answers %i with %s for something else', async (status, body) => {
  await expect(requireAlive(status, body)).rejects.toThrow(`answered ${status} to GET /healthz: is it EdgeLens?`);
});

it('names the address of a deployment that has moved, which does not get the key', async () => {
  await using server = await movedServer();
  const deployment = new Deployment(server.origin, new URLSearchParams(), 'secret');
  await expect(deployment.requireAlive(new AbortController().signal)).rejects.toThrow(
    `${server.origin} answers from elsewhere: give ${server.target} instead`,
  );
  expect(server.followed).toEqual([]);
});
