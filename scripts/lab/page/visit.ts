import type { Browser, Page } from 'playwright-core';

import { classificationSchema } from '../../../src/contract/classification.ts';
import type { Condition } from './conditions.ts';

/** The waits of a visitor, in ms by the browser's clock. */
export interface Waits {
  /** From asking for the page until it takes a picture, the first time. */
  readonly page: number;
  /** From choosing a picture until its answer is on the screen, the first one of the process and the next. */
  readonly cold: number;
  readonly warm: number;
}

/** One visit to a Worker that has never answered. */
export interface Visited {
  readonly waits: Waits;
  /** Answers on the screen. */
  readonly labels: readonly string[];
  /** The picture as it was sent, in bytes. */
  readonly sent: number;
}

/** A file to choose. */
export interface File {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** Opens the page in a browser without history, chooses a picture, and then the same one again. */
export async function visit(browser: Browser, origin: string, condition: Condition, file: File): Promise<Visited> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
    locale: 'en',
    serviceWorkers: 'block',
  });
  try {
    const page = await context.newPage();
    await slowDown(page, condition);
    await page.goto(origin);
    const loaded = await page.evaluate(() => {
      const [entry] = performance.getEntriesByType('navigation');
      return entry instanceof PerformanceNavigationTiming ? entry.domContentLoadedEventEnd : Number.NaN;
    });
    const cold = await choose(page, file);
    const warm = await choose(page, file);
    return {
      waits: { page: loaded, cold: cold.ms, warm: warm.ms },
      labels: [cold.label, warm.label],
      sent: warm.sent,
    };
  } finally {
    await context.close();
  }
}

async function slowDown(page: Page, { slower, network }: Condition): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slower });
  if (network === undefined) return;
  const { latency, down, up } = network;
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency,
    downloadThroughput: down,
    uploadThroughput: up,
  });
}

/** Chooses a picture, and waits until what it shows has been painted. */
async function choose(page: Page, file: File): Promise<{ ms: number; label: string; sent: number }> {
  await page.evaluate(() => {
    const input = document.querySelector('#camera');
    const answered = new Promise<{ ms: number; label: string }>((resolve) => {
      input?.addEventListener(
        'change',
        () => {
          const begin = performance.now();
          document.querySelector('#answer')?.replaceChildren();
          const observer = new MutationObserver(() => {
            const heading = document.querySelector('#answer-heading');
            if (heading === null) return;
            observer.disconnect();
            // A task that is asked for in a frame runs when that has been painted.
            requestAnimationFrame(() => {
              setTimeout(() => {
                resolve({ ms: performance.now() - begin, label: heading.textContent });
              });
            });
          });
          observer.observe(document.body, { childList: true, subtree: true });
        },
        { once: true, capture: true },
      );
    });
    Object.assign(window, { answered });
  });
  const [response] = await Promise.all([
    page.waitForResponse((each) => each.request().method() === 'POST'),
    page.setInputFiles('#camera', file),
  ]);
  const shown = await page.evaluate(
    () => (window as unknown as { answered: Promise<{ ms: number; label: string }> }).answered,
  );
  // The browser does not tell how large a blob is that it sends; the server does.
  const { photo } = classificationSchema.parse(await response.json());
  return { ...shown, sent: photo.bytes };
}
