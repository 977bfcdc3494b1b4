import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { chromium, type Browser, type BrowserContextOptions, type BrowserServer, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, inject } from 'vitest';

import { ROOT } from '../../../scripts/kit/paths.ts';
import { startBrowser } from '../../../scripts/lab/page/chromium.ts';
import { PATIENCE } from '../../patience.ts';
import { sharedOrigin } from '../../worker/kit/shared-worker.ts';

/** Folder for pictures of pages at the end of tests that failed. */
const FAILURES = join(ROOT, 'dist/failures');

/** The two devices of the tests. */
export const DEVICES = {
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
  desktop: { viewport: { width: 1280, height: 900 } },
} as const satisfies Record<string, BrowserContextOptions>;

export type Device = keyof typeof DEVICES;

/** A page in a new browser context, with its requests and errors. */
export interface OpenedPage {
  readonly page: Page;
  /** Addresses of all requests. */
  readonly requests: string[];
  /** Errors of scripts, and errors and warnings of the console. */
  readonly faults: string[];
}

const KNOWN_FAULTS = [
  // Chromium's headless shell has no Bluetooth, so it does not know the header that forbids it.
  "Unrecognized feature: 'bluetooth'",
  // Because of `serviceWorkers: 'block'`.
  'Service Worker registration blocked by Playwright',
];

/**
 * A suite that needs a browser; skipped if there is none, which the global setup has reported.
 * @param ownArguments command line of a browser of its own, in the place of the one that all share
 */
export function describeBrowser(
  name: string,
  suite: (visit: (device: Device, options?: BrowserContextOptions & { path?: string }) => Promise<OpenedPage>) => void,
  ownArguments?: () => Promise<readonly string[]>,
): void {
  const endpoint = inject('browser');
  describe.skipIf(endpoint === null)(name, () => {
    let browser: Browser;
    let own: BrowserServer | undefined;
    beforeAll(async () => {
      if (ownArguments !== undefined) own = await startBrowser(await ownArguments());
      browser = await chromium.connect(own?.wsEndpoint() ?? endpoint ?? '');
    });
    afterEach(async ({ task }) => {
      if (task.result?.state === 'fail') await keepPictures(browser, task.fullTestName);
      await Promise.all(browser.contexts().map((context) => context.close()));
    });
    afterAll(async () => {
      await browser.close();
      await own?.close();
    });

    suite(async (device, { path = '/', ...options } = {}) => {
      const context = await browser.newContext({
        baseURL: sharedOrigin(),
        locale: 'en',
        reducedMotion: 'reduce',
        serviceWorkers: 'block',
        ...DEVICES[device],
        ...options,
      });
      context.setDefaultTimeout(PATIENCE.timeout);
      const page = await context.newPage();
      const [requests, faults]: [string[], string[]] = [[], []];
      context.on('request', (request) => requests.push(request.url()));
      page.on('pageerror', (error) => faults.push(String(error)));
      page.on('console', (message) => {
        const text = message.text();
        const isKnown = KNOWN_FAULTS.some((known) => text.includes(known));
        if (['error', 'warning'].includes(message.type()) && !isKnown) faults.push(text);
      });
      await page.goto(path);
      return { page, requests, faults };
    });
  });
}

/** Keeps what the pages of a failed test look like, and says where. */
async function keepPictures(browser: Browser, test: string): Promise<void> {
  await mkdir(FAILURES, { recursive: true });
  const pages = browser.contexts().flatMap((context) => context.pages());
  for (const [i, page] of pages.entries()) {
    const path = join(FAILURES, `${test.replaceAll(/\W+/g, '-')}-${i + 1}.png`);
    await page.screenshot({ path, fullPage: true, timeout: PATIENCE.timeout });
    console.error(`${page.url()} after "${test}": ${path}`);
  }
}

/** Unfolds details as a visitor does, unless they are. @param selector of the `details` */
export async function unfold(page: Page, selector: string): Promise<void> {
  const details = page.locator(selector);
  if ((await details.getAttribute('open')) === null) await details.locator('> summary').click();
}

/** Waits for an answer, and unfolds what it cost. @returns its first label */
export async function answerOf(page: Page): Promise<string | null> {
  await page.locator('.cost .span-render').waitFor({ state: 'attached' });
  await unfold(page, '.price');
  return page.locator('#answer-heading').textContent();
}
