import { deflateSync } from 'node:zlib';

import { bodyLimit } from '../../kit/worker/limits.ts';
import { writePng } from '../fuzz/files/png-file.ts';
import { big32, concat, fromLatin1 } from '../fuzz/files/bytes.ts';
import type { SoakPictures } from './pictures.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** How a body is sent. */
export type Manner =
  /** At once, with its length. */
  | 'whole'
  /** In pieces over two seconds, without its length. */
  | 'slow'
  /** A half of it, and then nothing more, for as long as the server waits. */
  | 'stalled'
  /** A half of it, and then the client goes away. */
  | 'broken off';

/** One kind of request. */
export interface Kind {
  readonly name: string;
  /** Requests of this kind in each round of traffic. */
  readonly share: number;
  readonly method?: string;
  readonly contentType: string | undefined;
  readonly body: Bytes;
  readonly manner: Manner;
  /** Another query instead of the one that names the model. */
  readonly query?: string;
  /** What these requests ask in turn, as `pathOf` reads it, instead of the models of the plan. */
  readonly asked?: readonly string[];
  /**
   * What must come back: `photo` the right classes, `nothing` whatever the client still sees of it, otherwise the last
   * part of a problem's `type`, one of these.
   */
  readonly expected: 'photo' | 'nothing' | readonly string[];
  /**
   * Whether the answer comes while the body is being sent, and closes the connection: a client may then learn of the closed
   * connection only, and asks again.
   */
  readonly closes?: boolean;
}

/** What a soak asks beside the models of its plan, so that what the isolate holds changes all the time. */
export interface Others {
  /** One model in one engine each. */
  readonly single: readonly string[];
  /** Two of them each. */
  readonly pairs: readonly string[];
}

/** All kinds of requests, good and bad. */
export function kindsOf({ phone, camera, screenshot, webp }: SoakPictures, { single, pairs }: Others): Kind[] {
  const good = { expected: 'photo', manner: 'whole' } as const;
  const bad = (name: string, share: number, body: Bytes, ...expected: string[]): Kind => ({
    name,
    share,
    body,
    contentType: 'image/jpeg',
    manner: 'whole',
    expected,
  });
  return [
    { ...good, name: 'phone, 2 megapixels', share: 12, contentType: 'image/jpeg', body: phone },
    { ...good, name: 'camera, 12 megapixels', share: 5, contentType: 'image/jpeg', body: camera },
    { ...good, name: 'screenshot, PNG', share: 4, contentType: 'image/png', body: screenshot },
    { ...good, name: 'WebP', share: 4, contentType: 'image/webp', body: webp },
    { ...good, name: 'form', share: 4, contentType: 'multipart/form-data; boundary=soak', body: form(phone) },
    { ...good, name: 'slow upload', share: 1, contentType: 'image/jpeg', body: phone, manner: 'slow' },
    { ...good, name: 'other model or engine', share: 3, contentType: 'image/jpeg', body: phone, asked: single },
    { ...good, name: 'comparison', share: 2, contentType: 'image/jpeg', body: phone, asked: pairs },
    bad('GIF', 2, text('GIF89a\x01\0\x01\0\0\0\0;'), 'unsupported-picture-format'),
    bad('HEIC', 2, text('\0\0\0\x18ftypheic\0\0\0\0mif1heic'), 'unsupported-picture-format'),
    bad('text', 1, text('This is a letter and no picture.'), 'not-a-picture'),
    bad('beginning of a JPEG', 2, phone.slice(0, 4000), 'truncated-picture'),
    bad('PNG of 400 megapixels', 2, hugePng(), 'picture-too-large'),
    { ...bad('body above the limit', 1, new Uint8Array(bodyLimit() + 1), 'body-too-large'), closes: true },
    {
      ...bad('form cut short', 1, form(phone).slice(0, 9000), 'malformed-form'),
      contentType: 'multipart/form-data; boundary=soak',
    },
    { ...bad('wrong content type', 1, phone, 'unsupported-media-type'), contentType: 'text/plain' },
    { ...bad('no such model', 1, phone, 'unknown-model'), query: 'model=resnet50' },
    { ...bad('wrong parameter', 1, phone, 'invalid-parameter'), query: 'top_k=many' },
    { ...bad('wrong method', 1, text('x'), 'method-not-allowed'), method: 'PUT' },
    { ...bad('stalled upload', 1, phone, 'upload-too-slow'), manner: 'stalled' },
    { ...bad('broken off', 3, phone), manner: 'broken off', expected: 'nothing' },
  ];
}

function text(characters: string): Bytes {
  return Uint8Array.from(fromLatin1(characters));
}

function form(picture: Bytes): Bytes {
  const head =
    '--soak\r\nContent-Disposition: form-data; name="image"; filename="photo.jpg"\r\nContent-Type: image/jpeg\r\n\r\n';
  return Uint8Array.from(concat(fromLatin1(head), picture, fromLatin1('\r\n--soak--\r\n')));
}

/** A PNG of a few hundred bytes whose header claims 20,000 x 20,000 pixels. */
function hugePng(): Bytes {
  const chunks = [
    { type: 'IHDR', content: concat(big32(20_000), big32(20_000), Uint8Array.of(8, 2, 0, 0, 0)) },
    { type: 'IDAT', content: new Uint8Array(deflateSync(new Uint8Array(100_000))) },
    { type: 'IEND', content: new Uint8Array() },
  ];
  return Uint8Array.from(writePng({ chunks, rest: new Uint8Array() }));
}
