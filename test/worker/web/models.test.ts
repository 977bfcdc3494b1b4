import { describe, expect, it } from 'vitest';

import manifest from '../../../models/manifest.json' with { type: 'json' };
import { request } from '../kit/api.ts';

const open = (path: string, language = 'en'): Promise<Response> =>
  request(path, { headers: { Accept: 'text/html', 'Accept-Language': language }, redirect: 'manual' });

/** What a page says, without its elements. */
async function textOf(response: Response): Promise<string> {
  return (await response.text()).replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
}

describe('the page of a model', () => {
  it.each(manifest.models.map(({ name }) => name))('%s says what the manifest says', async (name) => {
    const model = manifest.models.find((each) => each.name === name);
    const response = await open(`/models/${name}`);
    expect(response.status).toBe(200);
    const text = await textOf(response);
    expect(text).toContain(`Licence ${model?.licence ?? '?'}`);
    expect(text).toContain(`Parameters ${model?.parameters.toLocaleString('en') ?? '?'}`);
    const [accuracy] = model?.measured.accuracy ?? [];
    if (accuracy === undefined) expect(text).toContain('Its accuracy was not measured here.');
    else {
      expect(text).toContain(`top-1 ${accuracy.top1.toFixed(2)} %`);
      expect(text).toContain(accuracy.pictures);
    }
    for (const { engine, warm_ms } of model?.measured.speed ?? []) {
      expect(text).toMatch(new RegExp(`${engine} \\d+\\.\\d MiB ${Number(warm_ms.toPrecision(3))} ms`));
    }
  });

  it('has its card, and leads on to its variants, its latency and its JSON', async () => {
    const page = await (await open('/models/efficientnet_b0')).text();
    expect(page).toContain('<h3>Licence and provenance</h3>');
    for (const path of [
      '/models/efficientnet_b0_w8',
      '/latency?model=efficientnet_b0',
      '/v1/models/efficientnet_b0?lang=en',
    ]) {
      expect(page).toContain(`href="${path}"`);
    }
  });

  it('is found by the name of its network, and says so by a redirection', async () => {
    const response = await open('/models/mobilenetv3_small');
    expect(response.status).toBe(302);
    expect(response.headers.get('Location')).toBe('/models/mobilenetv3_small_distilled');
  });

  it('that could be added says how, and that it does not answer here', async () => {
    const text = await textOf(await open('/models/efficientnet_b3.ra2_in1k'));
    expect(text).toContain('It is not served here.');
    expect(text).toContain('npm run models -- add timm/efficientnet_b3.ra2_in1k');
  });

  it('is JSON below /v1, whoever asks', async () => {
    const response = await open('/v1/models/efficientnet_b0');
    expect(response.headers.get('Content-Type')).toBe('application/json');
  });
});

it('the list of models leads to each of them, in Japanese too', async () => {
  const page = await (await open('/models', 'ja')).text();
  expect(page).toContain('<h1>モデル一覧</h1>');
  for (const { name, classes } of manifest.models) {
    expect(page).toContain(`href="/models/${name}"`);
    expect(page).toContain(`${classes.count.toLocaleString('ja')} クラス`);
  }
  expect(page).toContain('href="/models/efficientnet_b3.ra2_in1k"');
});
