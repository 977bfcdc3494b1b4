import type { Chance } from '../../chance.ts';
import { concat, fromLatin1 } from '../../files/bytes.ts';
import { BYTE_MUTATORS } from '../../mutators/bytes.ts';
import { post } from '../raw-request.ts';
import { type Material, PICTURE_STATUSES, type RequestClass, requestClass } from './class.ts';

/** Headers of a part of a form, mostly wrong (RFC 7578). */
function partHeaders(chance: Chance, marker: string): string {
  return chance.pick([
    'Content-Disposition: form-data; name="image"; filename="a.jpg"',
    'Content-Disposition: form-data; name="image"; filename="../../../etc/passwd"',
    'Content-Disposition: form-data; name="image"; filename="a\\"b\\r\\nX-Fuzz-Injected: 1.jpg"',
    `Content-Disposition: form-data; name="image"; filename="<${marker}>.svg"`,
    'Content-Disposition: form-data; name="image"; filename*=UTF-8\'\'%e2%82%ac%00.jpg',
    'Content-Disposition: form-data; name="image"; filename=""',
    'Content-Disposition: form-data; name="image"',
    'Content-Disposition: form-data; name=image; filename=a.jpg',
    'Content-Disposition: form-data; name="image"; name="other"; filename="a.jpg"',
    'content-disposition:form-data;name="image";filename="a.jpg"',
    'Content-Disposition: attachment; name="image"; filename="a.jpg"',
    'Content-Disposition: form-data; filename="a.jpg"',
    'Content-Disposition: form-data; name="image',
    'Content-Disposition: form-data; name=""; filename="a.jpg"',
    'Content-Disposition: form-data; name="__proto__"; filename="a.jpg"',
    'Content-Disposition: form-data; name="constructor"',
    `Content-Disposition: form-data; name="<${marker}>"; filename="a.jpg"`,
    `Content-Disposition: form-data; name="${'n'.repeat(chance.below(20_000))}"; filename="a.jpg"`,
    `Content-Disposition: form-data; name="image"; filename="${'f'.repeat(chance.below(20_000))}"`,
    'Content-Disposition: form-data; name="image"; filename="a.jpg"\r\nContent-Transfer-Encoding: base64',
    'Content-Disposition: form-data; name="image"; filename="a.jpg"\r\nContent-Type: multipart/mixed; boundary=b',
    'Content-Disposition: form-data; name="image"; filename="a.jpg"\r\nContent-Length: 5',
    'Content-Type: image/jpeg',
    `X: ${'x'.repeat(chance.below(100_000))}`,
    'no colon at all',
    '',
  ]);
}

/** Number of parts; now and then far more than any client sends. */
function partCount(chance: Chance): number {
  return chance.pick([0, 1, 1, 1, 1, 2, 3, 1 + chance.below(chance.oneIn(4) ? 5000 : 20)]);
}

function form({ chance, good, marker }: Material, boundary: string): Uint8Array {
  const count = partCount(chance);
  const parts = Array.from({ length: count }, () => {
    const content =
      count > 3 ? chance.bytes(chance.below(8)) : chance.pick([good, good, new Uint8Array(), chance.bytes(99)]);
    const blank = chance.oneIn(12) ? '\r\n' : '\r\n\r\n';
    return concat(fromLatin1(`--${boundary}\r\n${partHeaders(chance, marker)}${blank}`), content, fromLatin1('\r\n'));
  });
  const end = chance.pick([`--${boundary}--\r\n`, `--${boundary}--\r\n`, `--${boundary}--`, `--${boundary}`, '--', '']);
  const preamble = chance.oneIn(6) ? fromLatin1(`preamble ${marker}\r\n`) : new Uint8Array();
  const epilogue = chance.oneIn(6) ? fromLatin1(`epilogue --${boundary}\r\n\r\n`) : new Uint8Array();
  return concat(preamble, ...parts, fromLatin1(end), epilogue);
}

/** Requests with a wrong form. */
export const FORM_CLASSES: readonly RequestClass[] = [
  requestClass('form', 14, (material) => {
    const { chance, target, marker } = material;
    const boundary = chance.pick(['b', `----${marker}`, "'()+_,-./:=?", 'b'.repeat(70), 'b'.repeat(71), '-', '--b']);
    const whole = form(material, boundary);
    const body = chance.oneIn(3) ? chance.pick(BYTE_MUTATORS).apply(whole, chance, material.good) : whole;
    const said = chance.oneIn(10) ? `${boundary}x` : boundary;
    return {
      steps: post(target, `multipart/form-data; boundary="${said}"`, body),
      expected: { statuses: PICTURE_STATUSES },
    };
  }),
  requestClass('form inside of a form', 2, (material) => {
    const inner = form(material, 'inner');
    const head = 'Content-Disposition: form-data; name="image"\r\nContent-Type: multipart/mixed; boundary=inner';
    const body = concat(fromLatin1(`--outer\r\n${head}\r\n\r\n`), inner, fromLatin1('\r\n--outer--\r\n'));
    return {
      steps: post(material.target, 'multipart/form-data; boundary=outer', body),
      expected: { statuses: PICTURE_STATUSES },
    };
  }),
];
