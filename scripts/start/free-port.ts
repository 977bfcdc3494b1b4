import { createServer } from 'node:net';

import { Failure } from '../kit/failure.ts';

/** @throws Failure when something listens there already, or nothing can */
export async function requireFreePort(port: number, host: string): Promise<void> {
  const error = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    const server = createServer();
    server.once('error', resolve);
    server.listen({ port, host, exclusive: true }, () => {
      server.close(() => {
        resolve(undefined);
      });
    });
  });
  if (error?.code === 'EADDRINUSE') throw taken(port);
  if (error !== undefined) throw new Failure(`cannot listen on ${host}:${port} (${error.code ?? error.message})`);
}

/** Says what to do about a port that is taken. */
export function taken(port: number): Failure {
  const other = port < 65_535 ? port + 1 : port - 1;
  return new Failure(`port ${port} is taken. Stop what uses it, or choose another: npm start -- --port ${other}`);
}
