import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';

import { deploy } from '../worker/kit/deployment.ts';
import { crowd, largeFile, sendIntoCrowd, SLOW, throttle, useUpRate } from './kit/network.ts';
import { panda } from './kit/pictures.ts';
import { answerOf, describeBrowser, unfold } from './kit/page.ts';

async function sendOriginal(page: Page): Promise<void> {
  await unfold(page, '.options');
  await page.getByRole('switch', { name: 'Send the original file' }).click();
}

async function failureOf(page: Page): Promise<string> {
  const alert = page.getByRole('alert');
  await alert.waitFor();
  return alert.innerText();
}

describeBrowser('failures', (visit) => {
  it('of a slow network are none: the upload shows how far it is, and ends', async () => {
    const { page } = await visit('phone');
    // So slow that it cannot be over before it has been looked at.
    const restore = await throttle(page, { ...SLOW, uploadThroughput: 2000 });
    await sendOriginal(page);
    await page.setInputFiles('#camera', await panda());
    const progress = page.locator('.progress progress[value]');
    await progress.waitFor();
    const value = async (): Promise<number> => Number((await progress.getAttribute('value')) ?? Number.NaN);
    expect(await value()).toBeGreaterThanOrEqual(0);
    expect(await page.locator('.progress p').innerText()).toMatch(/^Sending: \d+ % of 113 KiB$/);
    await restore();
    expect(await answerOf(page)).toBe('giant panda');
    expect(await page.locator('.progress').count()).toBe(0);
  });

  it('of the visitor’s patience: an upload is cancelled, and asked for again', async () => {
    const { page } = await visit('desktop');
    const restore = await throttle(page, { ...SLOW, uploadThroughput: 2000 });
    await sendOriginal(page);
    await page.setInputFiles('#file', await panda());
    await page.locator('.progress').waitFor();
    const [failed] = await Promise.all([
      page.waitForEvent('requestfailed'),
      page.getByRole('button', { name: 'Cancel' }).click(),
    ]);
    expect(failed.url()).toContain('/v1/classify');
    await page.locator('#status', { hasText: 'Cancelled.' }).waitFor({ state: 'attached' });
    expect(await page.locator('.progress').count()).toBe(0);
    await restore();
    await page.getByRole('button', { name: 'Try again' }).click();
    expect(await answerOf(page)).toBe('giant panda');
  });

  it('of the connection keep the picture, and can be tried again', async () => {
    const { page } = await visit('phone');
    await page.context().setOffline(true);
    await page.setInputFiles('#camera', await panda());
    expect(await failureOf(page)).toContain('You are offline. Your picture is still here');
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).click();
    expect(await answerOf(page)).toBe('giant panda');
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('413: the file is too large, and is sent shrunk instead', async () => {
    const { page } = await visit('desktop');
    await sendOriginal(page);
    await page.setInputFiles('#file', await largeFile(17));
    expect(await failureOf(page)).toContain('The file is larger than the server takes (16.0 MiB).');
    await page.getByRole('button', { name: 'Send it shrunk instead' }).click();
    expect(await answerOf(page)).toBe('giant panda');
    expect(await page.getByRole('switch', { name: 'Send the original file' }).isChecked()).toBe(false);
  });

  it('415: the server cannot read the format, and says which it can', async () => {
    const { page } = await visit('phone');
    await sendOriginal(page);
    const gif = Buffer.from('R0lGODlhAQABAIAAAP///wAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');
    await page.setInputFiles('#camera', { name: 'dot.gif', mimeType: 'image/gif', buffer: gif });
    expect(await failureOf(page)).toContain('The server cannot read this format. It takes JPEG, PNG and WebP.');
  });

  it('of a file that is no picture are noticed before anything is sent', async () => {
    const { page, requests } = await visit('phone');
    await page.setInputFiles('#camera', { name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('text') });
    expect(await failureOf(page)).toContain('That is not a picture.');
    await page.setInputFiles('#camera', { name: 'a.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('text') });
    await page.getByText('Your browser cannot read this file as a picture.').waitFor();
    expect(requests.filter((url) => url.includes('/v1/'))).toEqual([]);
  });
});

describeBrowser('a deployment that is asked by many', (visit) => {
  // A Worker of its own: the other tests do not share its memory for bodies.
  const worker = deploy({ vars: { RATE_LIMIT: 'off' } });

  it('503: says that there is no room, and answers when there is', async () => {
    const { page } = await visit('desktop', { baseURL: worker.origin });
    const disperse = await crowd(worker.origin);
    try {
      await sendOriginal(page);
      await sendIntoCrowd(page);
      expect(await failureOf(page)).toContain('The server is computing other pictures just now.');
    } finally {
      disperse();
    }
    // It counts down the seconds of Retry-After and then becomes a button again.
    await page.getByRole('button', { name: 'Try again', exact: true }).click();
    expect(await answerOf(page)).toBe('giant panda');
  });
});

describeBrowser('a deployment that limits rates', (visit) => {
  const worker = deploy({});

  it('429: says so, and how long to wait', async () => {
    const { page } = await visit('phone', { baseURL: worker.origin });
    await useUpRate(worker.origin);
    await page.setInputFiles('#camera', await panda());
    expect(await failureOf(page)).toContain('Too many requests came from your address.');
    const retry = page.getByRole('button', { name: /^Try again in \d+ s$/ });
    expect(await retry.isDisabled()).toBe(true);
  });
});
