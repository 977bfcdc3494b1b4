import { expect, it } from 'vitest';

import { classification, PANDA, readSource } from '../kit/api.ts';
import { deploy } from '../kit/deployment.ts';

const worker = deploy({ vars: { RATE_LIMIT: 'off', MAX_BODY_BYTES: 'lots', ENGINE: 'tensorflow' } });

it('a limit that is no number and an engine that is none do no harm, and the log says so once', async () => {
  const body = await readSource(PANDA);
  const send = (bytes: Uint8Array<ArrayBuffer>): Promise<Response> =>
    worker.send('/v1/classify', { method: 'POST', body: bytes, headers: { 'Content-Type': 'image/jpeg' } });
  expect((await classification(await send(body))).engine).toBe('onnxruntime');
  const tooLarge = new Uint8Array(17 * 2 ** 20);
  tooLarge.set(body);
  expect((await send(tooLarge)).status).toBe(413);
  expect(worker.logged('misconfigured').map(({ fault }) => fault)).toEqual([
    'ENGINE is ignored, because it is none of onnxruntime, simd',
    'MAX_BODY_BYTES counts as 16777216, because it is not a number from 1 to 16777216',
  ]);
});
