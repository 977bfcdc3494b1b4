import { concat } from '../files/bytes.ts';

/** One step of a client on its connection. */
export type Step =
  | { readonly send: Uint8Array }
  /** Waits, in ms. */
  | { readonly pause: number }
  /** Closes its sending side only. */
  | { readonly end: 'half' }
  /** Resets the connection. */
  | { readonly end: 'reset' };

/** Answers that are allowed. */
export interface Expectation {
  /** Statuses that the Worker documents for such a request. */
  readonly statuses: readonly number[];
  /** Whether the request is not valid HTTP, so that the runtime may refuse it before the Worker sees it. */
  readonly door?: boolean;
  /** Whether the client breaks the connection, so that there need be no answer. */
  readonly silence?: boolean;
  /** Whether the Worker answers with a page, also where something is wrong. */
  readonly page?: boolean;
}

/** A request as bytes, valid HTTP or not. */
export interface RawRequest {
  /** What is wrong with it. */
  readonly name: string;
  /** HEAD is answered without a body. */
  readonly method: string;
  readonly steps: readonly Step[];
  readonly expected: Expectation;
  /** A word that is in hostile places of the request and must not be in its answer. */
  readonly marker: string;
}

/** Header lines in the order they are sent; the same name may come twice. */
export type HeaderLines = readonly (readonly [name: string, value: string])[];

/** The head of a request on a connection that ends with its answer. */
export function headOf(method: string, target: string, headers: HeaderLines): Uint8Array {
  const hasHost = headers.some(([name]) => name.toLowerCase() === 'host');
  const lines = [
    `${method} ${target} HTTP/1.1`,
    ...(hasHost ? [] : ['Host: localhost']),
    'Connection: close',
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ];
  return Uint8Array.from(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'));
}

/** The steps of an ordinary request with a body. */
export function post(target: string, contentType: string, body: Uint8Array, headers: HeaderLines = []): Step[] {
  const head = headOf('POST', target, [
    ['Content-Type', contentType],
    ['Content-Length', String(body.length)],
    ...headers,
  ]);
  return [{ send: concat(head, body) }];
}
