import { bodyLimit } from '../../../../kit/worker/limits.ts';
import type { Chance } from '../../chance.ts';
import { concat, fromLatin1 } from '../../files/bytes.ts';
import { headOf, type HeaderLines, post, type Step } from '../raw-request.ts';
import { type RequestClass, requestClass } from './class.ts';

const JPEG: HeaderLines = [['Content-Type', 'image/jpeg']];
const CHUNKED: HeaderLines = [...JPEG, ['Transfer-Encoding', 'chunked']];

/** A body in chunks of these sizes in turn (RFC 9112, 7.1). */
function chunked(body: Uint8Array, sizeOf: () => number, extension = ''): Uint8Array {
  const chunks: Uint8Array[] = [];
  for (let from = 0; from < body.length;) {
    const chunk = body.subarray(from, from + Math.max(1, sizeOf()));
    chunks.push(fromLatin1(`${chunk.length.toString(16)}${extension}\r\n`), chunk, fromLatin1('\r\n'));
    from += chunk.length;
  }
  return concat(...chunks, fromLatin1('0\r\n\r\n'));
}

/** Cuts bytes into pieces with pauses between them, which together take less than a second. */
function slowly(bytes: Uint8Array, chance: Chance): Step[] {
  const pieces = 2 + chance.below(8);
  const step = Math.ceil(bytes.length / pieces);
  return Array.from({ length: pieces }, (_, index): Step[] => [
    { send: bytes.subarray(index * step, (index + 1) * step) },
    { pause: chance.below(100) },
  ]).flat();
}

function contentLength(chance: Chance, length: number): HeaderLines {
  const value = chance.pick([
    '-1',
    '+5',
    '0x10',
    '1e3',
    '',
    ' ',
    '5, 5',
    '18446744073709551616',
    '99999999999999999999',
    String(length - 1 - chance.below(length - 1)),
    '0',
    '1',
    String(bodyLimit() + 1),
    '4294967296',
  ]);
  const again: HeaderLines = chance.oneIn(4) ? [['Content-Length', String(length)]] : [];
  return [...JPEG, ['Content-Length', value], ...again];
}

/** Requests whose body is sent in a wrong or unusual way. */
export const FRAMING_CLASSES: readonly RequestClass[] = [
  requestClass('content length', 6, ({ chance, target, good }) => ({
    steps: [
      { send: concat(headOf('POST', target, contentLength(chance, good.length)), good) },
      // The server waits for more bytes, and must learn that none follow.
      { end: 'half' },
    ],
    expected: { statuses: [200, 400, 408, 411, 413, 422], door: true, silence: true },
  })),
  requestClass('no content length', 1, ({ target, good }) => ({
    steps: [{ send: concat(headOf('POST', target, JPEG), good) }, { end: 'half' }],
    expected: { statuses: [400, 411], door: true },
  })),
  requestClass('chunks', 8, ({ chance, target, good }) => {
    const largest = chance.pick([1, 2, 7, 100, 4096, 65_536]);
    // workerd refuses bodies that are mostly extensions.
    const extension = largest >= 4096 && chance.oneIn(2) ? ';a=b' : '';
    const body = chunked(good, () => 1 + chance.below(largest), extension);
    return { steps: [{ send: concat(headOf('POST', target, CHUNKED), body) }], expected: { statuses: [200] } };
  }),
  requestClass('damaged chunks', 5, ({ chance, target, good }) => {
    const whole = chunked(good, () => 1 + chance.below(3000));
    const bad = chance.pick([
      'zz\r\n',
      '-5\r\n',
      'ffffffffffffffffff\r\n',
      '5\r\nabc',
      '\r\n\r\n',
      '5;\r\n',
      '0\r\nX: y',
    ]);
    const at = chance.below(whole.length);
    const body = chance.oneIn(3)
      ? whole.subarray(0, at)
      : concat(chance.oneIn(2) ? whole.subarray(0, at) : new Uint8Array(), fromLatin1(bad), whole.subarray(at));
    return {
      steps: [{ send: concat(headOf('POST', target, CHUNKED), body) }, { end: 'half' }],
      expected: { statuses: [200, 400, 408, 413, 422], door: true, silence: true },
    };
  }),
  requestClass('two lengths', 3, ({ chance, target, good }) => {
    const body = chunked(good, () => 1000);
    const coding = chance.pick([
      'chunked',
      'Chunked',
      'chunked, chunked',
      'gzip, chunked',
      'identity',
      'xchunked',
      ' chunked',
    ]);
    const headers: HeaderLines = [
      ...JPEG,
      ['Content-Length', String(chance.pick([0, 5, body.length]))],
      ['Transfer-Encoding', coding],
    ];
    // A second request is hidden behind the first one: two answers would mean that the server took it for one.
    const hidden = headOf('GET', '/healthz', []);
    return {
      steps: [{ send: concat(headOf('POST', target, headers), body, hidden) }, { end: 'half' }],
      expected: { statuses: [200, 400, 408, 411, 415, 422], door: true, silence: true },
    };
  }),
  requestClass('hang up', 5, ({ chance, target, good }) => {
    const bytes = concat(...post(target, 'image/jpeg', good).flatMap((step) => ('send' in step ? [step.send] : [])));
    const sent = chance.oneIn(3) ? bytes : bytes.subarray(0, chance.below(bytes.length));
    return {
      steps: [{ send: sent }, { pause: chance.below(60) }, { end: 'reset' }],
      expected: { statuses: [200, 400, 408, 422], door: true, silence: true },
    };
  }),
  requestClass('half a body', 3, ({ chance, target, good }) => {
    const part = good.subarray(0, chance.below(good.length));
    const head = headOf('POST', target, [...JPEG, ['Content-Length', String(good.length)]]);
    return {
      steps: [{ send: concat(head, part) }, { end: 'half' }],
      expected: { statuses: [400, 408, 422], door: true, silence: true },
    };
  }),
  requestClass('slow body', 2, ({ chance, target, good }) => {
    const head = headOf('POST', target, [...JPEG, ['Content-Length', String(good.length)]]);
    return { steps: slowly(concat(head, good), chance), expected: { statuses: [200] } };
  }),
  requestClass('large body', 1, ({ chance, target }) => ({
    steps: post(target, 'image/jpeg', new Uint8Array(bodyLimit() + 1 + chance.below(2 ** 20))),
    expected: { statuses: [413], silence: true },
  })),
];
