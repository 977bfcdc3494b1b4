import { describe, expect, it } from 'vitest';

import { readAnswer } from '../../../../../scripts/lab/fuzz/http/answer.ts';

const read = (text: string, { closed = false, method = 'GET' } = {}): ReturnType<typeof readAnswer> =>
  readAnswer(Buffer.from(text, 'latin1'), closed, method);

describe('readAnswer', () => {
  it('reads a body of known length, and what follows it', () => {
    const answer = read('HTTP/1.1 404 Not Found\r\nA: b\r\na: c\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 200 OK');
    expect(answer?.status).toBe(404);
    expect(answer?.headers.get('a')).toEqual(['b', 'c']);
    expect(String(answer?.body)).toBe('abc');
    expect(String(answer?.rest)).toBe('HTTP/1.1 200 OK');
  });

  it('reads a body in chunks', () => {
    const answer = read(
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\na\r\n0123456789\r\n0\r\n\r\nmore',
    );
    expect(String(answer?.body)).toBe('abc0123456789');
    expect(String(answer?.rest)).toBe('more');
  });

  it('takes all until the end of the connection for a body of unknown length', () => {
    expect(read('HTTP/1.1 200 OK\r\n\r\nabc')).toBeUndefined();
    expect(String(read('HTTP/1.1 200 OK\r\n\r\nabc', { closed: true })?.body)).toBe('abc');
  });

  it('expects no body after HEAD, 204 and 304', () => {
    expect(read('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n', { method: 'HEAD' })?.body).toHaveLength(0);
    expect(read('HTTP/1.1 204 No Content\r\n\r\n')?.status).toBe(204);
    expect(String(read('HTTP/1.1 304 Not Modified\r\n\r\nx')?.rest)).toBe('x');
  });

  it('waits for what is missing', () => {
    const whole = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n';
    for (let length = 0; length < whole.length; length++) expect(read(whole.slice(0, length))).toBeUndefined();
    expect(read(whole)?.status).toBe(200);
    expect(read('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabc', { closed: true })).toBeUndefined();
  });

  it('skips interim answers', () => {
    expect(read('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')?.status).toBe(200);
  });

  it.each([
    'HELLO\r\n\r\n',
    'HTTP/1.1 OK\r\n\r\n',
    'HTTP/1.1 200 OK\r\nno colon\r\n\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n',
  ])('refuses %j', (text) => {
    expect(() => read(text)).toThrow('no ');
  });
});
