/** An HTTP/1.1 response. */
export interface Answer {
  readonly status: number;
  /** Names in lower case, values in the order they came. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: Buffer;
  /** What the server sent after it. */
  readonly rest: Buffer;
}

const HEAD_END = '\r\n\r\n';

/**
 * Reads a response (RFC 9112), without the interim ones before it.
 *
 * @param closed whether the server has closed the connection, which ends a body of unknown length
 * @returns undefined while it is not complete
 * @throws Error when it is no HTTP
 */
export function readAnswer(bytes: Buffer, closed: boolean, method: string): Answer | undefined {
  const end = bytes.indexOf(HEAD_END);
  if (end < 0) return undefined;
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const [, code = ''] = /^HTTP\/1\.1 (\d{3})(?: |$)/.exec(first) ?? [];
  const status = Number(code);
  if (code === '') throw new Error(`no status line: ${first.slice(0, 80)}`);
  const after = bytes.subarray(end + HEAD_END.length);
  if (status < 200) return readAnswer(after, closed, method);
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 1) throw new Error(`no header line: ${line.slice(0, 80)}`);
    const name = line.slice(0, colon).toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()]);
  }
  const message = bodyOf(after, headers, closed, method === 'HEAD' || status === 204 || status === 304);
  return message === undefined ? undefined : { status, headers, ...message };
}

type Message = Pick<Answer, 'body' | 'rest'>;

function bodyOf(
  bytes: Buffer,
  headers: ReadonlyMap<string, readonly string[]>,
  closed: boolean,
  isBodiless: boolean,
): Message | undefined {
  if (isBodiless) return { body: Buffer.alloc(0), rest: bytes };
  if (headers.get('transfer-encoding')?.at(-1) === 'chunked') return chunkedBody(bytes);
  const length = headers.get('content-length')?.[0];
  if (length === undefined) return closed ? { body: bytes, rest: Buffer.alloc(0) } : undefined;
  if (bytes.length < Number(length)) return undefined;
  return { body: bytes.subarray(0, Number(length)), rest: bytes.subarray(Number(length)) };
}

function chunkedBody(bytes: Buffer): Message | undefined {
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const line = bytes.toString('latin1', at, lineEnd);
    const size = Number.parseInt(line, 16);
    if (!Number.isInteger(size)) throw new Error(`no chunk size: ${line.slice(0, 80)}`);
    const from = lineEnd + 2;
    if (bytes.length < from + size + 2) return undefined;
    if (size === 0) return { body: Buffer.concat(chunks), rest: bytes.subarray(from + 2) };
    chunks.push(bytes.subarray(from, from + size));
    at = from + size + 2;
  }
}
