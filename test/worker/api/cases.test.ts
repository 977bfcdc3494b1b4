import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';

import { describe, expect, it } from 'vitest';

import { post } from '../kit/api.ts';
import { sharedOrigin } from '../kit/shared-worker.ts';

// Files and requests that public files and bug reports led to: each once came out wrong.

const read = async (name: string): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await readFile(new URL(`../../fixtures/cases/${name}`, import.meta.url)));

interface Answer {
  readonly status: number;
  readonly body: { readonly detail?: string; readonly photo?: object };
}

async function classify(name: string): Promise<Answer> {
  const response = await post(await read(name), '?model=mobilenetv3_small_distilled&engine=simd');
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

describe('pictures that are read', () => {
  it.each([
    ['jpeg-sos-se-0.jpg', {}],
    ['jpeg-sos-ahal-11.jpg', {}],
    ['jpeg-sos-grey-se-0.jpg', {}],
    ['jpeg-rgb-by-component-ids.jpg', {}],
    ['jpeg-adobe-transform-9.jpg', {}],
    ['jpeg-16x1.jpg', { width: 16, height: 1 }],
    ['jpeg-2x1-progressive.jpg', { width: 2, height: 1 }],
    ['jpeg-no-dht-no-app0.jpg', {}],
    ['jpeg-no-dht-grey.jpg', {}],
    ['jpeg-dnl-after-scan.jpg', {}],
    ['jpeg-rst-before-frame.jpg', {}],
    ['jpeg-dac-in-huffman-file.jpg', {}],
    ['jpeg-component-ids-1-1-1.jpg', {}],
    ['jpeg-baseline-9000x700.jpg', { decoded_height: 350 }],
    ['jpeg-progressive-4000x2047-444.jpg', { decoded_height: 256 }],
    ['jpeg-icc-corbis-xyz-type.jpg', { colour: 'converted' }],
    ['png-16bit-linear-dark.png', { colour: 'converted' }],
    ['jpeg-4x1-2x1-1x1-progressive.jpg', {}],
    ['jpeg-app1-tiff-without-exif-mark.jpg', { orientation: 1 }],
    ['webp-lossless-alpha-hint-0.webp', {}],
    ['webp-exif-flag-0.webp', { orientation: 1 }],
  ])('%s', async (name, photo) => {
    const { status, body } = await classify(name);
    expect({ status, detail: body.detail, photo: body.photo }).toMatchObject({
      ...{ status: 200, detail: undefined },
      photo: { complete: true, coverage: 1, ...photo },
    });
  });
});

describe('pictures that are refused, with the reason', () => {
  it.each([
    ['svg-illustrator.svg', 415, 'The file is SVG'],
    ['svg-comment-after-doctype.svg', 415, 'The file is SVG'],
    ['svg-comment-with-gt.svg', 415, 'The file is SVG'],
    ['svg-gzip.svgz', 415, 'a gzip archive'],
    ['favicon.ico', 415, 'The file is ICO'],
    ['bigtiff.tif', 415, 'The file is TIFF'],
    ['video-live-photo.mov', 415, 'The file is a film'],
    ['heif-mini-mif3.heic', 415, 'The file is HEIC'],
    ['raw-canon.cr3', 415, 'a raw photograph (CR3)'],
    ['png-plte-after-idat.png', 422, 'The PNG file'],
  ])('%s: %d', async (name, status, reason) => {
    const answer = await classify(name);
    expect(answer.status).toBe(status);
    expect(answer.body.detail).toContain(reason);
  });
});

/** Sends a request byte by byte as it stands in a file, and reads the answer to its end. */
async function send(name: string): Promise<{ status: number; head: string; body: Answer['body'] }> {
  const { hostname, port } = new URL(sharedOrigin());
  const request = Buffer.from(await read(name))
    .toString('latin1')
    .replace(/^Host: .*$/m, `Host: ${hostname}:${port}`);
  const socket = connect(Number(port), hostname);
  socket.end(Buffer.from(request, 'latin1'));
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const [head = '', ...body] = text.split('\r\n\r\n');
  const json = body.join('\r\n\r\n');
  return {
    ...{ status: Number(head.split(' ')[1]), head },
    body: JSON.parse(json.slice(json.indexOf('{'), json.lastIndexOf('}') + 1)) as Answer['body'],
  };
}

describe('requests as programs write them', () => {
  it.each([
    ['http-boundary-stars.http', 200, undefined],
    ['http-boundary-dollar.http', 200, undefined],
    ['http-boundary-braces.http', 200, undefined],
    ['http-boundary-tilde-hash.http', 200, undefined],
    ['http-part-image-jpeg-without-filename.http', 200, undefined],
    ['http-filename-star-space.http', 200, undefined],
    ['http-filename-inner-quote.http', 200, undefined],
    ['http-boundary-twice-same.http', 200, undefined],
    ['http-octet-stream.http', 200, undefined],
    ['http-content-encoding-gzip.http', 415, 'has a Content-Encoding'],
    ['http-base64.http', 422, 'is a picture in Base64'],
    ['http-latin1-as-utf8.http', 422, 'went through a text'],
    ['http-png-crlf-mangled.http', 422, 'line breaks of the PNG file were changed'],
  ])('%s: %d', async (name, status, reason) => {
    const answer = await send(name);
    expect({ status: answer.status, detail: answer.body.detail }).toEqual({
      status,
      detail: reason === undefined ? undefined : (expect.stringContaining(reason) as unknown),
    });
  });
});
