import { existsSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { onTestFinished } from 'vitest';

/** Answers one request. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A server that stands for the hub, or for the store that it redirects to. */
export interface HubServer {
  readonly endpoint: string;
  /** Every request so far: path, and the headers that matter. */
  readonly requests: { path: string; range?: string; ifRange?: string; authorization?: string }[];
}

/** Listens on a free port until the test is over. */
export async function serveHub(handler: Handler): Promise<HubServer> {
  const requests: HubServer['requests'] = [];
  const server = createServer((request, response) => {
    const { range, authorization } = request.headers;
    const ifRange = request.headers['if-range']?.toString();
    requests.push({
      path: request.url ?? '',
      ...(range !== undefined && { range }),
      ...(ifRange !== undefined && { ifRange }),
      ...(authorization !== undefined && { authorization }),
    });
    handler(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, requests };
}

/** Sends bytes as a store does: whole, or from a position on when it is asked for the same content. */
export function sendFile(request: IncomingMessage, response: ServerResponse, content: Uint8Array, etag: string): void {
  const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
  const isSame = request.headers['if-range'] === undefined || request.headers['if-range'] === etag;
  const start = range !== undefined && isSame ? Number(range) : 0;
  if (start >= content.length) {
    response.writeHead(416, { 'Content-Range': `bytes */${content.length}` }).end();
    return;
  }
  response.writeHead(start > 0 ? 206 : 200, {
    ETag: etag,
    'Content-Length': content.length - start,
    ...(start > 0 && { 'Content-Range': `bytes ${start}-${content.length - 1}/${content.length}` }),
  });
  response.end(content.subarray(start));
}

/**
 * Sends the beginning of a file and breaks off once it has been received.
 *
 * @param path of the partial file into which the other side writes
 */
export function breakOff(response: ServerResponse, content: Uint8Array, bytes: number, path: string): void {
  response.writeHead(200, { ETag: '"v1"', 'Content-Length': content.length });
  response.write(content.subarray(0, bytes));
  const timer = setInterval(() => {
    if (!existsSync(path) || statSync(path).size < bytes) return;
    clearInterval(timer);
    response.destroy();
  }, 5);
  response.on('close', () => {
    clearInterval(timer);
  });
}
