import { createServer, request as forward } from 'node:http';

/** A request as it came to a proxy. */
export interface Passed {
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Content-Length. */
  readonly length: number;
  /** On the clock of `performance.now()`. */
  readonly at: number;
}

/** What a proxy answers itself. */
export interface Refusal {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server in front of a Worker. */
export interface Proxy extends AsyncDisposable {
  readonly origin: string;
  /** POST requests, in the order they came. */
  readonly posts: Passed[];
}

/** @param refuse what is answered to a POST request in the Worker's place; undefined to pass it on */
export async function proxyTo(
  target: string,
  refuse: (passed: Passed, index: number) => Refusal | undefined = () => undefined,
): Promise<Proxy> {
  const posts: Passed[] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', target);
    const length = Number(request.headers['content-length'] ?? 0);
    const passed = { path: pathname, query: searchParams, length, at: performance.now() };
    const refusal = request.method === 'POST' ? refuse(passed, posts.push(passed) - 1) : undefined;
    if (refusal !== undefined) {
      request.resume().once('end', () => {
        const headers = { 'Content-Type': 'application/problem+json', ...refusal.headers };
        response.writeHead(refusal.status, headers).end(JSON.stringify(refusal.body ?? {}));
      });
      return;
    }
    const { method, headers } = request;
    const onward = forward(new URL(request.url ?? '', target), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.on('error', () => onward.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    origin: `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`,
    posts,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
