import { setTimeout } from 'node:timers/promises';

import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';

import { choosePlace, getReady, reopenedOffline } from './kit/device.ts';
import { installed } from './kit/installed.ts';
import { panda } from './kit/pictures.ts';
import { answerOf, describeBrowser } from './kit/page.ts';

/** How long the edge lets wait before the connection breaks off, in ms. */
const WAIT = 1000;

/** All that the page says of what was sent. */
async function saidOfSending(page: Page): Promise<string> {
  const parts = await page.locator('.notice, .size, .price > summary, .cost .note').allInnerTexts();
  return parts.join('\n');
}

describeBrowser('this device in the place of the edge', (visit) => {
  it.each([
    ['en', /^No answer came from the edge, so this device has answered\. The picture may have been sent before\.$/],
    ['ja', /^エッジから応答がないため.*写真は送信された可能性があります。$/],
  ])('does not say that nothing was sent when what answered is not the edge (%s)', async (locale, notice) => {
    const { page } = await visit('phone', { locale });
    await getReady(page);
    // As Cloudflare or a proxy answers that cannot reach the Worker, after it has read the picture.
    await page.route(/\/v1\/classify/, (route) =>
      route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' }),
    );
    await choosePlace(page, 'edge');
    await page.setInputFiles('#file', await panda());
    await answerOf(page);
    expect(await page.locator('.notice').innerText()).toMatch(notice);
    expect(await page.locator('.size').innerText()).toMatch(/^58\.\d KiB/);
    expect(await saidOfSending(page)).not.toMatch(/nothing|not sent|no bytes|送信なし|送信していません|出ていません/i);
  });

  it('does not say so either when the connection breaks off', async () => {
    const { page } = await visit('phone');
    await getReady(page);
    await page.route(/\/v1\/classify/, async (route) => {
      await setTimeout(WAIT);
      await route.abort('connectionreset');
    });
    await choosePlace(page, 'both');
    await page.setInputFiles('#file', await panda());
    await answerOf(page);
    expect(await page.locator('.notice').innerText()).toContain('The picture may have been sent before.');
    expect(await saidOfSending(page)).not.toMatch(/nothing|not sent|no bytes/i);
    // The attempt is in the time, and is no rendering.
    const totals = await page.locator('.cost .totals dd').first().innerText();
    expect(Number(totals.replaceAll(/\D/g, ''))).toBeGreaterThanOrEqual(WAIT);
    const row = page.locator('.cost tr:has(.span-wait) td:last-child');
    expect(Number((await row.innerText()).replaceAll(/\D/g, ''))).toBeGreaterThanOrEqual(WAIT);
    // Nor when the answer is shown again.
    await page.reload();
    await answerOf(page);
    expect(await saidOfSending(page)).not.toMatch(/nothing|not sent|no bytes/i);
  });

  it('says that nothing was sent where there is no network', async () => {
    const { page } = await visit('phone');
    await getReady(page);
    await choosePlace(page, 'edge');
    // What it loads when it is needed.
    await page.setInputFiles('#file', await panda());
    await answerOf(page);
    await page.context().setOffline(true);
    await choosePlace(page, 'both');
    await page.locator('.notice').waitFor();
    expect(await page.locator('.notice').innerText()).toBe(
      'The edge could not be reached, so this device has answered. Nothing was sent.',
    );
    await answerOf(page);
    expect(await page.locator('.size').innerText()).toMatch(/^Not sent\. Used here: /);
    expect(await page.locator('.cost .note').innerText()).toBe('No bytes of the picture left this device.');
  });
});

describeBrowser('a device that has another model than the chosen one', (visit) => {
  it.each([
    [
      'en',
      'The edge could not be reached, so this device has answered. Nothing was sent. ' +
        'MobileNetV3-Small (distilled) is here and has answered, in the place of EfficientNet-B0.',
    ],
    [
      'ja',
      'エッジに接続できないため、この端末で推論しました。写真は送信していません。 ' +
        'EfficientNet-B0 の代わりに、この端末にある MobileNetV3-Small (distilled) を使いました。',
    ],
  ])('answers by it without a network, as the page promises, and names it (%s)', async (locale, notice) => {
    const { page } = await installed((options) => visit('phone', options), { locale });
    await getReady(page);
    const again = await reopenedOffline(page);
    expect(await again.locator('#offline').innerText()).toMatch(/^You are offline|^オフライン/);
    await again.setInputFiles('#camera', await panda());
    expect(await answerOf(again)).toMatch(/^giant panda|^ジャイアントパンダ/);
    expect(await again.locator('.by').innerText()).toBe('MobileNetV3-Small (distilled)');
    expect(await again.locator('.notice').innerText()).toBe(notice);

    // Nothing that fails is offered.
    await choosePlace(again, 'device');
    await again.locator('.notice', { hasText: /^Answered on this device|^この端末で推論しました/ }).waitFor();
    expect(await answerOf(again)).toMatch(/^giant panda|^ジャイアントパンダ/);
    expect(await again.locator('.consent').count()).toBe(0);
  });
});
