import type { Chance } from '../../chance.ts';
import { concat, fromLatin1 } from '../../files/bytes.ts';
import { BYTE_MUTATORS } from '../../mutators/bytes.ts';
import { post } from '../raw-request.ts';
import { type Material, PICTURE_STATUSES, type RequestClass, requestClass } from './class.ts';

/** The small model, because a request of several pictures computes as much as several requests. */
const TARGET = '/v1/classify/batch?model=mobilenetv3_small_distilled&engine=simd';

/** A picture in base64, as clients write it and as they should not. */
function data({ chance, good, marker }: Material): string {
  const right = Buffer.from(good).toString('base64');
  return chance.pick([
    right,
    right,
    right.replaceAll('/', '\\/'),
    right.replaceAll('+', '\\u002b'),
    `data:image/jpeg;base64,${right}`,
    `data:${marker};base64`,
    right.slice(0, chance.below(right.length)),
    Buffer.from(chance.bytes(chance.below(500))).toString('base64'),
    `${right}=${right}`,
    '\\ud800',
    '\\u12',
    `<${marker}>`,
    '',
  ]);
}

/** A member of a picture, mostly a right one. */
function member(material: Material): string {
  const { chance, marker } = material;
  return chance.pick([
    () => `"data":"${data(material)}"`,
    () => `"data":"${data(material)}"`,
    () => `"data" :\n"${data(material)}"`,
    () => '"id":"a"',
    () => `"url":"${chance.pick(['https://example.com/a.jpg', 'http://127.0.0.1:1/', 'file:///etc/passwd', marker])}"`,
    () => `"id":"${'i'.repeat(chance.below(3000))}"`,
    () => '"id":"\\u0000"',
    () => `"${marker}":"x"`,
    () => `"__proto__":{"data":"${marker}"}`,
    () => `"data":${chance.pick(['null', '[]', '{}', '1e999', 'true', '"'])}`,
  ])();
}

function list(material: Material): string {
  const { chance } = material;
  const count = chance.pick([0, 1, 1, 2, 3, 70]);
  const pictures = Array.from({ length: count }, () => {
    if (count > 3) return '{"data":"eA=="}';
    return `{${Array.from({ length: 1 + chance.below(3) }, () => member(material)).join(',')}}`;
  });
  return chance.pick([
    () => `{"images":[${pictures.join(',')}]}`,
    () => `{"images":[${pictures.join(',')}]}`,
    () => ` {\t"images"\r\n:[${pictures.join(' , ')}]}\n`,
    () => `{"images":[${pictures.join(',')}`,
    () => `[${pictures.join(',')}]`,
    () => `{"images":[${pictures.join(',')},]}`,
    () => `{"images":[],"images":[${pictures.join(',')}]}`,
    () => '['.repeat(chance.below(100_000)),
    () => `{"images":[${pictures.join(',')}]}{}`,
  ])();
}

/** As JSON, or line by line. */
function accepted(chance: Chance): [string, string][] {
  return chance.oneIn(2) ? [['Accept', 'application/x-ndjson']] : [];
}

/** Requests with several pictures, mostly wrong ones. */
export const BATCH_CLASSES: readonly RequestClass[] = [
  requestClass('pictures in JSON', 6, (material) => {
    const { chance } = material;
    const whole = fromLatin1(list(material));
    const body = chance.oneIn(4) ? chance.pick(BYTE_MUTATORS).apply(whole, chance, material.good) : whole;
    return {
      steps: post(TARGET, 'application/json', body, accepted(chance)),
      expected: { statuses: PICTURE_STATUSES },
    };
  }),
  requestClass('several pictures in a form', 4, (material) => {
    const { chance, good } = material;
    const parts = Array.from({ length: 1 + chance.below(5) }, () => {
      const picture = chance.pick([
        good,
        good.subarray(0, chance.below(good.length)),
        chance.bytes(99),
        new Uint8Array(),
      ]);
      const head = 'Content-Disposition: form-data; name="image"; filename="a"\r\n\r\n';
      return concat(fromLatin1(`--b\r\n${head}`), picture, fromLatin1('\r\n'));
    });
    const body = concat(...parts, fromLatin1(chance.pick(['--b--\r\n', '--b--', '--b', ''])));
    return {
      steps: post(TARGET, 'multipart/form-data; boundary=b', body, accepted(chance)),
      expected: { statuses: PICTURE_STATUSES },
    };
  }),
];
