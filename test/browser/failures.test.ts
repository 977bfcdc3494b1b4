import { request as httpRequest } from 'node:http';

import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';

import { deploy } from '../worker/protection/deployment.ts';
import { panda } from './pictures.ts';
import { answerOf, describeBrowser } from './visit.ts';

/** What 3G gives: 400 kbit/s up and down, 400 ms there and back. */
const SLOW = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 };

/** @returns what gives the page its network back */
async function throttle(page: Page, conditions = SLOW): Promise<() => Promise<unknown>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', conditions);
  return () => session.detach();
}

function sendOriginal(page: Page): Promise<void> {
  return page.getByRole('switch', { name: 'Send the original file' }).click();
}

async function failureOf(page: Page): Promise<string> {
  const alert = page.getByRole('alert');
  await alert.waitFor();
  return alert.innerText();
}

describeBrowser('failures', (visit) => {
  it('of a slow network are none: the upload shows how far it is, and ends', async () => {
    const { page } = await visit('phone');
    await throttle(page);
    await sendOriginal(page);
    await page.setInputFiles('#camera', await panda());
    const progress = page.locator('.working progress[value]');
    await progress.waitFor();
    const value = async (): Promise<number> => Number((await progress.getAttribute('value')) ?? Number.NaN);
    expect(await value()).toBeGreaterThanOrEqual(0);
    expect(await page.locator('.working p').innerText()).toMatch(/^Sending: \d+ % of 113 KiB$/);
    expect(await answerOf(page)).toBe('giant panda');
    expect(await page.locator('.working').count()).toBe(0);
  });

  it('of the visitor’s patience: an upload is cancelled, and asked for again', async () => {
    const { page } = await visit('desktop');
    const restore = await throttle(page, { ...SLOW, uploadThroughput: 2000 });
    await sendOriginal(page);
    await page.setInputFiles('#file', await panda());
    await page.locator('.working').waitFor();
    const [failed] = await Promise.all([
      page.waitForEvent('requestfailed'),
      page.getByRole('button', { name: 'Cancel' }).click(),
    ]);
    expect(failed.url()).toContain('/v1/classify');
    await page.locator('#status', { hasText: 'Cancelled. Nothing was kept.' }).waitFor({ state: 'attached' });
    expect(await page.locator('.working').count()).toBe(0);
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
    // A picture with a tail that no decoder reads.
    const { buffer } = await panda();
    const large = Buffer.concat([buffer, Buffer.alloc(17 * 1024 * 1024)]);
    await page.setInputFiles('#file', { name: 'large.jpg', mimeType: 'image/jpeg', buffer: large });
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
  // Whose memory for bodies the other tests do not share.
  const worker = deploy({ vars: { RATE_LIMIT: 'off' } });

  it('503: says that there is no room, and answers when there is', async () => {
    const { page } = await visit('desktop', { baseURL: worker.origin });
    const { buffer } = await panda();
    // Two uploads that come slowly hold 23 of the 24 MiB that all bodies together may have.
    const headers = { 'Content-Type': 'image/jpeg', 'Content-Length': 11.5 * 1024 * 1024 };
    const slow = [1, 2].map(() => {
      const upload = httpRequest(`${worker.origin}/v1/classify`, { method: 'POST', headers });
      upload.on('error', () => undefined);
      // Memory is taken once the first 64 KiB look like a picture.
      upload.write(buffer.subarray(0, 100_000));
      return upload;
    });
    try {
      await sendOriginal(page);
      const large = Buffer.concat([buffer, Buffer.alloc(2 * 1024 * 1024)]);
      for (let attempt = 0; attempt < 10 && (await page.getByRole('alert').count()) === 0; attempt++) {
        // The slow ones may not have come as far yet.
        await page.setInputFiles('#file', { name: 'large.jpg', mimeType: 'image/jpeg', buffer: large });
        await page.locator('.failure, .price').first().waitFor();
      }
      expect(await failureOf(page)).toContain('The server is computing other pictures just now.');
    } finally {
      for (const upload of slow) upload.destroy();
    }
    // Counts down what Retry-After says, and is then a button again.
    await page.getByRole('button', { name: 'Try again', exact: true }).click();
    expect(await answerOf(page)).toBe('giant panda');
  });
});

describeBrowser('a deployment that limits rates', (visit) => {
  const worker = deploy({});

  it('429: says so, and how long to wait', async () => {
    const { page } = await visit('phone', { baseURL: worker.origin });
    for (let i = 0; i < 121; i++) await fetch(`${worker.origin}/v1/classify`, { method: 'POST' });
    await page.setInputFiles('#camera', await panda());
    expect(await failureOf(page)).toContain('Too many requests came from your address.');
    const retry = page.getByRole('button', { name: /^Try again in \d+ s$/ });
    expect(await retry.isDisabled()).toBe(true);
  });
});
