import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';

/** A server that sends everybody to another one, and that other one. */
export interface MovedServer extends AsyncDisposable {
  readonly origin: string;
  /** Where it sends to. */
  readonly target: string;
  /** Headers of the requests that the other one got. */
  readonly followed: readonly IncomingHttpHeaders[];
}

/** Starts both, on ports of their own. */
export async function movedServer(): Promise<MovedServer> {
  const followed: IncomingHttpHeaders[] = [];
  const other = await listen((request, response) => {
    followed.push(request.headers);
    request.resume();
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"status":"ok","models":[]}');
  });
  const first = await listen((request, response) => {
    request.resume();
    response.writeHead(307, { Location: `${other.origin}${request.url ?? ''}` }).end();
  });
  return {
    origin: first.origin,
    target: other.origin,
    followed,
    [Symbol.asyncDispose]: async () => {
      for (const { server } of [first, other]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

async function listen(listener: RequestListener): Promise<{ readonly server: Server; readonly origin: string }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { server, origin: `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}` };
}
