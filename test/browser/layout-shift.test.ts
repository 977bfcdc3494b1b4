import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';

import { type Device, DEVICES, describeBrowser } from './kit/page.ts';

/** Shifts of the layout so far (https://wicg.github.io/layout-instability/), with the elements that moved. */
function shiftsOf(page: Page): Promise<{ value: number; moved: string[] }[]> {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        const found: { value: number; moved: string[] }[] = [];
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) {
            const { value = 0, sources = [] } = entry as { value?: number; sources?: readonly { node?: Element }[] };
            found.push({ value, moved: sources.map(({ node }) => node?.id ?? node?.nodeName ?? '?') });
          }
        }).observe({ type: 'layout-shift', buffered: true });
        // The observer is told of what was before in a task of its own, and frames of the last change are painted first.
        requestAnimationFrame(() => {
          requestAnimationFrame(() => {
            setTimeout(() => {
              resolve(found);
            }, 100);
          });
        });
      }),
  );
}

/** Narrower than the phones of the tests are some old ones, and windows that are zoomed in. */
const NARROW = { viewport: { width: 320, height: 700 } };

const cases = [
  '/',
  '/compare',
  '/latency',
  '/notebook',
  '/docs',
  '/models',
  '/models/efficientnet_b0',
  '/nothing',
].flatMap((path) =>
  (Object.keys(DEVICES) as Device[]).flatMap((device) => [
    { path, device, size: 'its own size', options: {} },
    ...(device === 'phone' ? [{ path, device, size: '320 pixels', options: NARROW }] : []),
  ]),
);

describeBrowser('nothing moves while a page loads:', (visit) => {
  it.each(cases)('$path on a $device of $size', async ({ path, device, options }) => {
    const { page } = await visit(device, { path: '/offline', ...options });
    let painted = (): void => undefined;
    const afterPaint = new Promise<void>((resolve) => (painted = resolve));
    // Scripts come as late as on a slow network: when there is something to move.
    await page.route('**/*.js', async (route) => {
      await afterPaint;
      await route.continue();
    });
    await page.goto(path, { waitUntil: 'commit' });
    await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
    painted();
    await page.waitForLoadState('networkidle');
    expect(await shiftsOf(page)).toEqual([]);
  });
});
