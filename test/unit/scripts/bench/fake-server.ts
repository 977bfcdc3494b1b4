import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** A server that answers as EdgeLens does, when and what the test wants. */
export interface FakeServer extends AsyncDisposable {
  readonly origin: string;
  /** Query strings of the classifications, in the order they came. */
  readonly asked: URLSearchParams[];
}

/** What a fake server answers to a classification. */
export interface Reply {
  readonly status?: number;
  readonly body?: unknown;
}

/** A classification with these phases. */
export function classification(kind: 'cold' | 'warm', phases: Readonly<Record<string, number | null>>): Reply {
  const total = Object.values(phases).reduce<number>((sum, ms) => sum + (ms ?? 0), 0);
  return {
    body: {
      predictions: [],
      start: { kind, isolate: { id: 'x', age_ms: 0, requests_before: 0 }, runtime: kind, session: kind, tiered: 0 },
      timings: { clock: {}, receive_ms: 0, queue_ms: 0, rpc_ms: 0, phases_ms: phases, total_ms: total },
    },
  };
}

/** What it says of its models. */
function describeModels(path: string, network: string): Reply {
  const models = [{ name: 'small' }, { name: 'large' }];
  const [, name] = /^\/v1\/models\/(.+)$/.exec(path) ?? [];
  if (name === undefined) return { body: { models } };
  const model = models.find((each) => each.name === (name === 'network' ? network : name));
  return model === undefined
    ? { status: 404, body: { title: 'No such model', name: 'of a problem' } }
    : { body: model };
}

/**
 * @param reply answers the classification of this index; all are answered one after the other, as one isolate does
 * @param network the model that `network` stands for
 */
export async function fakeServer(
  reply: (index: number, query: URLSearchParams) => Reply | Promise<Reply>,
  network = 'small',
): Promise<FakeServer> {
  const asked: URLSearchParams[] = [];
  let last: Promise<void> = Promise.resolve();
  const send = (response: ServerResponse, { status = 200, body = '' }: Reply): void => {
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  };
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    request.resume();
    const url = new URL(request.url ?? '', 'http://localhost');
    if (url.pathname.startsWith('/v1/models')) {
      send(response, describeModels(url.pathname, network));
      return;
    }
    const index = asked.push(url.searchParams) - 1;
    last = last.then(async () => {
      send(response, await reply(index, url.searchParams));
    });
  };
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    origin: `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
