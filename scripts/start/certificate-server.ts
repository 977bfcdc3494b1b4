import type { X509Certificate } from 'node:crypto';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import { isCode } from '../kit/failure.ts';

/** The name decides what phones do with it. */
const PATH = '/edgelens.crt';

/**
 * Serves the certificate of an authority as a file that phones can install, by plain HTTP, because a phone that needs it
 * trusts no HTTPS of ours yet. It does not keep the process alive.
 *
 * @param port where to listen; another one when it is taken
 * @returns where it is, without the origin: `:8788/edgelens.crt`
 */
export async function serveCertificate({ raw }: X509Certificate, host: string, port: number): Promise<string> {
  const server = createServer((request, response) => {
    if (request.url !== PATH) response.writeHead(404).end();
    else response.writeHead(200, { 'Content-Type': 'application/x-x509-ca-cert' }).end(raw);
  });
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    if (!isCode(error, 'EADDRINUSE')) throw error;
    server.listen(0, host);
    await once(server, 'listening');
  }
  server.unref();
  return `:${(server.address() as AddressInfo).port}${PATH}`;
}
