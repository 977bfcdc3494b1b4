import { readFile } from 'node:fs/promises';

import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';

import { randomOf } from '../../../scripts/kit/random.ts';
import { deploy } from '../kit/deployment.ts';
import { PANDA, readSource } from '../kit/api.ts';
import { kept } from '../../kept.ts';

const MODELS = ['efficientnet_b0', 'mobilenetv3_small_distilled', 'mobilenetv3_small_triage'];
const ENGINES = ['simd', 'onnxruntime'];

interface Picture {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The status that each request with it gets, whatever was asked before: one for both engines, or one for each. */
  readonly status: number | Readonly<Record<string, number>>;
}

const pictures = new Map<string, Picture>();

function plain(width: number, height: number): Sharp {
  return sharp({ create: { width, height, channels: 3, background: { r: 90, g: 140, b: 60 } } });
}

function grain(width: number, height: number): Sharp {
  const noise = { type: 'gaussian', mean: 128, sigma: 20 } as const;
  return sharp({ create: { width, height, channels: 3, background: 'grey', noise } });
}

async function readCase(name: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(new URL(`../../fixtures/cases/${name}`, import.meta.url)));
}

beforeAll(async () => {
  const add = async (name: string, type: string, status: Picture['status'], make: () => Sharp): Promise<void> => {
    pictures.set(name, { type, status, bytes: await kept(name, make) });
  };
  pictures.set('a small photograph', { type: 'image/jpeg', status: 200, bytes: await readSource(PANDA) });
  pictures.set('a progressive JPEG of 33.8 MiB', {
    ...{ type: 'image/jpeg', status: 200 },
    bytes: await readCase('state-progressive-2300x1750-444.jpg'),
  });
  pictures.set('a lossless WebP of 28.9 MiB', {
    ...{ type: 'image/webp', status: 200 },
    bytes: await readCase('state-webp-lossless-2000x1500.webp'),
  });
  // 4.2 bytes a pixel in the decoder: 41.3 of the 42 MiB beside the file.
  await add('a WebP as large as may be', 'image/webp', 200, () => plain(3600, 2650).webp({ quality: 50 }));
  await add('a WebP that is too large', 'image/webp', 413, () => plain(3600, 2850).webp({ quality: 50 }));
  // Its decoder is kept: 42.6 MiB, which the next large body needs.
  await add('a JPEG of 14 MiB', 'image/jpeg', 200, () => grain(4600, 3500).jpeg({ quality: 98 }));
  // One row of pixels is shorter than what the models need twice, so that all 20.0 and 22.5 MiB remain.
  await add('a strip', 'image/png', 200, () => plain(500, 14_000).png());
  await add('a strip too long', 'image/png', { simd: 200, onnxruntime: 413 }, () => plain(500, 15_700).png());
});

describe('a picture is admitted or refused', () => {
  const worker = deploy({ vars: { RATE_LIMIT: 'off' } });

  const ask = async (name: string, route: string): Promise<{ status: number; text: string }> => {
    const picture = pictures.get(name);
    if (picture === undefined) throw new Error(`no picture ${name}`);
    const response = await worker.send(route, {
      ...{ method: 'POST', body: picture.bytes },
      headers: { 'Content-Type': picture.type },
    });
    return { status: response.status, text: (await response.text()).slice(0, 400) };
  };

  it('has pictures near the limits', () => {
    expect(pictures.get('a JPEG of 14 MiB')?.bytes.length).toBeGreaterThan(12.4 * 2 ** 20);
    expect(pictures.get('a JPEG of 14 MiB')?.bytes.length).toBeLessThan(16 * 2 ** 20);
  });

  it.each([1, 2])(
    'with the same status after any history of models, engines and pictures (order %i)',
    async (seed) => {
      const random = randomOf('admission', seed);
      const history = random.shuffle(
        MODELS.flatMap((model) =>
          ENGINES.flatMap((engine) => [...pictures.keys()].map((name) => [model, engine, name] as const)),
        ),
      );
      for (const [step, [model, engine, name]] of history.entries()) {
        const explain = random.uniform(0, 1) < 0.3 ? '&explain=gradcam&explain_class=all' : '';
        const { status, text } = await ask(name, `/v1/classify?model=${model}&engine=${engine}${explain}`);
        const wanted = pictures.get(name)?.status;
        // Only the largest model's files are too large beside the longer strip.
        const expected = typeof wanted === 'object' ? (model === 'efficientnet_b0' ? wanted[engine] : 200) : wanted;
        expect(status, `step ${step}, ${name} to ${model}@${engine}${explain}: ${text}`).toBe(expected);
      }
    },
    300_000,
  );
});
