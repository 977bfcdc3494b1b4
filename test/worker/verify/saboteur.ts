import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An answer on its way back, which may be altered. */
export interface Passing {
  status: number;
  /** Names in small letters. */
  readonly headers: Record<string, string>;
  body: Buffer<ArrayBuffer>;
}

/** Alters an answer, or returns "close" to have the connection closed instead. */
export type Sabotage = (answer: Passing, path: string) => 'close' | undefined;

/** A proxy between whoever verifies and a Worker. */
export interface Saboteur extends AsyncDisposable {
  readonly origin: string;
  /** Headers of all requests that came. */
  readonly asked: readonly { readonly path: string; readonly headers: IncomingHttpHeaders }[];
}

/** @param worker where the Worker answers, without a slash at the end */
export async function sabotaged(worker: string, sabotage: Sabotage): Promise<Saboteur> {
  const asked: { path: string; headers: IncomingHttpHeaders }[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method, url: path = '/', headers } = incoming;
    asked.push({ path, headers });
    // What is altered has to be readable; the host stays the one of this proxy, as with any proxy of a provider.
    const forwarded = { ...headers, 'accept-encoding': 'identity' };
    const onward = request(`${worker}${path}`, { method, headers: forwarded }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.once('end', () => {
        const passing: Passing = {
          status: answer.statusCode ?? 0,
          headers: Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)])),
          body: Buffer.concat(chunks),
        };
        for (const name of ['transfer-encoding', 'content-length', 'connection', 'keep-alive']) {
          // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- names of headers, all literals above
          delete passing.headers[name];
        }
        if (sabotage(passing, path) === 'close') outgoing.destroy();
        else outgoing.writeHead(passing.status, passing.headers).end(passing.body);
      });
    });
    onward.once('error', () => outgoing.destroy());
    outgoing.once('close', () => onward.destroy());
    onward.flushHeaders();
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Alters the JSON of an answer. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- it says what `alter` gets.
export function altered<Value>(answer: Passing, alter: (value: Value) => void): void {
  const value = JSON.parse(answer.body.toString()) as Value;
  alter(value);
  answer.body = Buffer.from(JSON.stringify(value));
}
