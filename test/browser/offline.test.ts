import sharp from 'sharp';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';

import { installed } from './kit/installed.ts';
import { panda, phonePhoto, type PictureFile } from './kit/pictures.ts';
import { sentPictures } from './kit/sent-pictures.ts';
import { answerOf, describeBrowser } from './kit/page.ts';

/** Sends a form as the share sheet of a phone does, with all files in the same field: the browser goes to its action. */
async function share(page: Page, ...files: readonly PictureFile[]): Promise<void> {
  await page.evaluate(
    (shared) => {
      const form = document.createElement('form');
      Object.assign(form, { method: 'post', action: '/share', enctype: 'multipart/form-data' });
      const input = Object.assign(document.createElement('input'), { type: 'file', name: 'image', multiple: true });
      const data = new DataTransfer();
      for (const { text, name, type } of shared) {
        const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
        data.items.add(new File([bytes], name, { type }));
      }
      input.files = data.files;
      form.append(input);
      document.body.append(form);
      form.submit();
    },
    files.map(({ buffer, name, mimeType }) => ({ text: buffer.toString('base64'), name, type: mimeType })),
  );
  await page.waitForURL(({ pathname, search }) => pathname === '/' && search === '');
}

describeBrowser('without a network', (visit) => {
  it.each([
    ['en', 'You are offline. You can still choose a picture', 'giant panda'],
    ['ja', 'オフラインです。写真を選んでおけます', 'ジャイアントパンダ'],
  ])('the page opens (%s), takes a picture, and asks when there is one again', async (locale, notice, panda) => {
    const { page } = await installed((options) => visit('phone', options), { locale });
    await page.context().setOffline(true);
    await page.reload();
    await page.getByText(notice).waitFor();
    await page.setInputFiles('#camera', await phonePhoto());
    await page.getByRole('alert').waitFor();
    expect(await page.locator('.picture canvas').count()).toBe(1);
    await page.context().setOffline(false);
    await expect.poll(() => page.locator('#offline').innerText()).toBe('');
    await page.locator('[data-act=retry]').click();
    expect(await answerOf(page)).toBe(panda);
  });

  it('the other pages say so, and lead on', async () => {
    const { page } = await installed((options) => visit('desktop', options));
    await page.context().setOffline(true);
    await page.goto('/latency?window=1h');
    await page.getByRole('heading', { name: 'You are offline' }).waitFor();
    await page.context().setOffline(false);
    // The address is still that of the requested page.
    await page.getByRole('link', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'Latency, cold and warm' }).waitFor();
    expect(await page.getByLabel('Window').inputValue()).toBe('1h');
  });

  it('nothing old is shown as long as there is one', async () => {
    const { page } = await installed((options) => visit('desktop', options));
    await page.getByRole('link', { name: '日本語' }).click();
    await page.getByRole('heading', { name: 'これは何？' }).waitFor();
    // It is kept in the background.
    const kept = (): Promise<string | undefined> => page.evaluate(async () => (await caches.match('/offline'))?.text());
    await expect.poll(kept).toContain('オフラインです');
    await page.context().setOffline(true);
    await page.goto('/compare');
    await page.getByRole('heading', { name: 'オフラインです' }).waitFor();
  });
});

describeBrowser('what is shared from another app', (visit) => {
  it('is shrunk here, without place and camera, before anything is sent', async () => {
    const { page, faults } = await installed((options) => visit('phone', options));
    const sent = await sentPictures(page);
    const [shared] = await Promise.all([
      page.waitForResponse((response) => response.url().endsWith('/share')),
      phonePhoto().then((photo) => share(page, photo)),
    ]);
    expect(shared.fromServiceWorker()).toBe(true);
    expect(await answerOf(page)).toBe('giant panda');
    expect(await page.locator('.size').innerText()).toMatch(/KiB, 384 × 512 px · was .* MiB, 3,024 × 4,032 px/);
    const [picture] = await sent();
    const { width, height, exif } = await sharp(picture).metadata();
    expect({ width, height, exif }).toEqual({ width: 384, height: 512, exif: undefined });
    expect(await page.evaluate(() => caches.has('edgelens-shared'))).toBe(false);
    expect(faults).toEqual([]);
  });

  it('may be several pictures, which are answered into the notebook in their order and by their names', async () => {
    const { page, faults } = await installed((options) => visit('phone', options));
    const names = ['IMG_2.jpg', 'パンダ 10.jpg', 'IMG_1.jpg'];
    const pictures = await Promise.all(names.map(async (name) => ({ ...(await panda()), name })));
    await share(page, ...pictures);
    await page.getByText('Pictures chosen: 3').waitFor();
    expect(await page.evaluate(() => caches.has('edgelens-shared'))).toBe(false);
    await page.getByRole('button', { name: 'Keep answers on this device, and begin' }).click();
    await page.getByRole('heading', { name: 'Answered and kept: 3 of 3' }).waitFor();
    expect(await page.locator('.batch-answers .batch-name').allInnerTexts()).toEqual(names.toReversed());
    // The next ones stand alone.
    await share(page, ...pictures.slice(0, 2));
    await page.getByRole('heading', { name: 'Answered and kept: 2 of 2' }).waitFor();
    expect(faults).toEqual([]);
  });

  it('does not arrive in part where there is no room for all of it', async () => {
    const { page } = await installed((options) => visit('phone', options));
    const session = await page.context().newCDPSession(page);
    const origin = new URL(page.url()).origin;
    const { quota, usage } = await page.evaluate(() => navigator.storage.estimate());
    expect(quota).toBeGreaterThan(usage ?? 0);
    const photo = await phonePhoto();
    const quotaSize = (usage ?? 0) + 1.5 * photo.buffer.byteLength;
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize });
    await share(page, photo, { ...photo, name: 'another.jpg' });
    await page.getByText('What was shared did not arrive.').waitFor();
    expect(await page.evaluate(() => caches.has('edgelens-shared'))).toBe(false);
  });

  it('is missed when it did not arrive', async () => {
    const { page } = await installed((options) => visit('phone', options));
    await page.goto('/?shared');
    expect(await page.getByRole('alert').innerText()).toContain('What was shared did not arrive.');
    expect(page.url()).not.toContain('shared');
  });

  it('is answered by the server where there is no service worker', async () => {
    const { page } = await visit('phone');
    const { buffer } = await phonePhoto();
    const small = await sharp(buffer).rotate().resize(384).jpeg().toBuffer();
    const response = await page.request.post('/share', {
      multipart: { image: { name: 'a.jpg', mimeType: 'image/jpeg', buffer: small } },
    });
    expect(response.status()).toBe(200);
    expect(await response.text()).toContain('giant panda');
  });
});
