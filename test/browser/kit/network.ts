import { request as httpRequest } from 'node:http';

import type { Page } from 'playwright-core';

import { panda } from './pictures.ts';

/** 3G: 400 kbit/s up and down, 400 ms round trip. */
export const SLOW = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 };

/** @returns a function that removes the limits */
export async function throttle(page: Page, conditions = SLOW): Promise<() => Promise<unknown>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', conditions);
  return () => session.detach();
}

/**
 * Starts two slow uploads that hold 23 of the 24 MiB that all bodies together may have.
 * @returns a function that ends them
 */
export async function crowd(origin: string): Promise<() => void> {
  const { buffer } = await panda();
  const headers = { 'Content-Type': 'image/jpeg', 'Content-Length': 11.5 * 1024 * 1024 };
  const uploads = [1, 2].map(() => {
    const upload = httpRequest(`${origin}/v1/classify`, { method: 'POST', headers });
    upload.on('error', () => undefined);
    // The Worker reserves memory once the first 64 KiB look like a picture.
    upload.write(buffer.subarray(0, 100_000));
    return upload;
  });
  return () => {
    for (const upload of uploads) upload.destroy();
  };
}

/** A file for which there is no room beside a crowd: a picture with a tail that no decoder reads. */
export async function largeFile(mebibytes: number): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const { buffer } = await panda();
  const tail = Buffer.alloc(mebibytes * 1024 * 1024);
  return { name: 'large.jpg', mimeType: 'image/jpeg', buffer: Buffer.concat([buffer, tail]) };
}

/** Sends a large file until the page says that there is no room: the crowd's uploads may take a moment to begin. */
export async function sendIntoCrowd(page: Page): Promise<void> {
  const file = await largeFile(2);
  for (let attempt = 0; attempt < 10 && (await page.getByRole('alert').count()) === 0; attempt++) {
    await page.setInputFiles('#file', file);
    await page.locator('.failure, .cost').first().waitFor();
  }
}

/**
 * Sends requests until this address has used up its rate limit of the minute. The limit begins anew with each minute of the
 * clock, so near the end of a minute this waits for the next one.
 */
export async function useUpRate(origin: string): Promise<void> {
  const left = 60_000 - (Date.now() % 60_000);
  if (left < 30_000) await new Promise((resolve) => setTimeout(resolve, left + 100));
  for (let status = 0; status !== 429;) {
    ({ status } = await fetch(`${origin}/v1/classify`, { method: 'POST' }));
  }
}
