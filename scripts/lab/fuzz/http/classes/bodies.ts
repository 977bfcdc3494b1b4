import type { Chance } from '../../chance.ts';
import { concat, fromLatin1 } from '../../files/bytes.ts';
import { FORMATS } from '../../format.ts';
import { type Mutant, mutantOf } from '../../mutant.ts';
import { post } from '../raw-request.ts';
import { type Material, PICTURE_STATUSES, type RequestClass, requestClass } from './class.ts';

const MEDIA_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/heic', 'image/*', 'IMAGE/JPEG'];

const mutant = ({ corpus, seed, index, chance }: Material): Mutant =>
  mutantOf(corpus, seed, chance.pick(FORMATS), 1_000_000 + index);

/** Requests with a wrong picture. */
export const BODY_CLASSES: readonly RequestClass[] = [
  requestClass('picture', 34, (material) => ({
    steps: post(material.target, material.chance.pick(MEDIA_TYPES), mutant(material).bytes),
    expected: { statuses: PICTURE_STATUSES },
  })),
  requestClass('picture in a form', 10, (material) => {
    const { chance, target } = material;
    const boundary = `----fuzz${chance.below(1e9)}`;
    const body = concat(
      fromLatin1(`--${boundary}\r\nContent-Disposition: form-data; name="image"; filename="a.jpg"\r\n`),
      fromLatin1(`Content-Type: ${chance.pick(MEDIA_TYPES)}\r\n\r\n`),
      mutant(material).bytes,
      fromLatin1(`\r\n--${boundary}--\r\n`),
    );
    return {
      steps: post(target, `multipart/form-data; boundary=${boundary}`, body),
      expected: { statuses: PICTURE_STATUSES },
    };
  }),
  requestClass('content type', 6, ({ chance, target, good, marker }) => ({
    steps: post(target, contentType(chance, marker), good),
    expected: { statuses: [200, 400, 415], door: true },
  })),
];

/** Media types that are almost, or not at all, right. */
function contentType(chance: Chance, marker: string): string {
  return chance.pick([
    '',
    ' ',
    ';',
    'image',
    'image/',
    '/jpeg',
    'image/jpeg;',
    'image/jpeg; charset=utf-8; charset=utf-16',
    'image/jpeg, text/html',
    `image/<${marker}>`,
    `<${marker}>/jpeg`,
    `text/html; ${marker}="<script>"`,
    'application/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'multipart/form-data;',
    'multipart/form-data; boundary',
    'multipart/form-data; boundary=',
    'multipart/form-data; boundary=""',
    `multipart/form-data; boundary="${'b'.repeat(300)}"`,
    `multipart/form-data; boundary=${marker}`,
    'multipart/form-data; boundary=a; boundary=b',
    'multipart/mixed; boundary=a',
    `image/jpeg${'x'.repeat(chance.below(20_000))}`,
    'image/\xff\xfe\xfd',
    'image/jpeg\t;\tq=1',
    'message/http',
  ]);
}
