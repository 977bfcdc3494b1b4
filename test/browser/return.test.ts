import sharp from 'sharp';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';

import { panda } from './kit/pictures.ts';
import { answerOf, describeBrowser } from './kit/page.ts';
import { sentPictures } from './kit/sent-pictures.ts';

const classifications = (requests: readonly string[]): number =>
  requests.filter((url) => url.includes('/v1/classify')).length;

/** Pastes text as a keyboard does. */
function paste(page: Page, text: string): Promise<unknown> {
  return page.evaluate((pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    return document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
  }, text);
}

describeBrowser('an answer', (visit) => {
  it('survives a reload, the way back and another language, and nothing is asked again', async () => {
    const { page, requests, faults } = await visit('phone');
    await page.locator('.segment', { hasText: 'Fast' }).click();
    await page.setInputFiles('#file', await panda());
    expect(await answerOf(page)).toBe('giant panda');
    expect(await page.title()).toBe('giant panda · EdgeLens');
    const bars = await page.locator('.bars').innerText();

    await page.reload();
    expect(await answerOf(page)).toBe('giant panda');
    expect(await page.locator('.bars').innerText()).toBe(bars);
    expect(await page.title()).toBe('giant panda · EdgeLens');
    expect(await page.locator('.picture canvas').getAttribute('aria-label')).toContain('Heat map');
    expect(await page.locator('.size').innerText()).toMatch(/^Sent: 58\.\d KiB, 436 × 384 px · was 113 KiB/);

    await page.goto('/compare');
    await page.goBack();
    expect(await answerOf(page)).toBe('giant panda');

    await page.getByRole('link', { name: '日本語' }).click();
    await answerOf(page);
    expect(await page.locator('html').getAttribute('lang')).toBe('ja');
    expect(classifications(requests)).toBe(1);

    // It can be gone on with: another model is asked with the same picture.
    await page.locator('.segment', { hasText: '高精度' }).click();
    await page.locator('.by', { hasText: 'EfficientNet-B0' }).waitFor();
    expect(classifications(requests)).toBe(2);
    expect(faults).toEqual([]);
  });

  it('does not come back over another one that was begun meanwhile', async () => {
    const { page } = await visit('phone');
    await page.setInputFiles('#file', await panda());
    await answerOf(page);
    const { promise: held, resolve: release } = Promise.withResolvers<undefined>();
    await page.route(/\/v1\/models\/.*lang=ja/, async (route) => {
      await held;
      await route.continue().catch(() => undefined);
    });
    const named = page.waitForRequest(/\/v1\/models\//);
    await page.getByRole('link', { name: '日本語' }).click();
    await named;
    await page.locator('[data-sample=car]').click();
    const car = await answerOf(page);
    expect(car).not.toBe('ジャイアントパンダ');
    release(undefined);
    await page.waitForLoadState('networkidle');
    // What is gone on with is what was begun.
    await page.locator('.segment', { hasText: '高速' }).click();
    await page.locator('.by', { hasText: 'MobileNetV3-Small' }).waitFor();
    expect(await page.locator('#answer-heading').textContent()).not.toBe('ジャイアントパンダ');
  });

  it('comes in its own language when the names of the other one do not come', async () => {
    const { page } = await visit('phone');
    await page.setInputFiles('#file', await panda());
    await answerOf(page);
    await page.route(/\/v1\/models\/.*lang=ja/, () => undefined);
    await page.getByRole('link', { name: '日本語' }).click();
    await page.waitForURL(/lang=ja|\/ja/);
    expect(await answerOf(page)).toBe('giant panda');
  });

  it('is not there for who comes anew', async () => {
    const { page } = await visit('phone');
    await page.setInputFiles('#file', await panda());
    await answerOf(page);
    await page.goto('/compare');
    await page.goto('/');
    await page.locator('#picker').waitFor();
    expect(await page.locator('#answer').innerText()).toBe('');
  });
});

describeBrowser('what cannot be answered', (visit) => {
  it.each([
    ['https://example.com/panda.jpg', 'What you pasted is an address.'],
    ['a panda, please', 'What you pasted is text.'],
  ])('%s: the page says why', async (text, sentence) => {
    const { page, requests } = await visit('desktop');
    await paste(page, text);
    expect(await page.getByRole('alert').innerText()).toContain(sentence);
    expect(classifications(requests)).toBe(0);
  });

  it('an empty file: the page says why', async () => {
    const { page } = await visit('desktop');
    await page.setInputFiles('#file', { name: 'a.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(0) });
    expect(await page.getByRole('alert').innerText()).toContain('The file is empty.');
  });
});

describeBrowser('a panorama', (visit) => {
  it('is not sent larger than its file', async () => {
    const { page } = await visit('desktop');
    const sent = await sentPictures(page);
    const tile = await sharp((await panda()).buffer)
      .resize(300, 264)
      .toBuffer();
    const buffer = await sharp({ create: { width: 3000, height: 264, channels: 3, background: '#888' } })
      .composite(Array.from({ length: 10 }, (_, i) => ({ input: tile, left: 300 * i, top: 0 })))
      .jpeg({ quality: 60 })
      .toBuffer();
    await page.setInputFiles('#file', { name: 'panorama.jpg', mimeType: 'image/jpeg', buffer });
    await answerOf(page);
    const [picture] = await sent();
    expect(picture?.length).toBeLessThanOrEqual(buffer.length);
    // What the models look at, without a margin.
    expect((await sharp(picture).metadata()).height).toBe(256);
  });
});
