import { expect } from 'vitest';

import type { OpenedPage } from './page.ts';

/** Opens a page with its service worker, and waits until the shell is kept. */
export async function installed(
  visit: (options: object) => Promise<OpenedPage>,
  options: object = {},
): Promise<OpenedPage> {
  const window = await visit({ serviceWorkers: 'allow', ...options });
  await window.page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    if (active?.state === 'activated') return;
    await new Promise((resolve) => active?.addEventListener('statechange', resolve, { once: true }));
  });
  await window.page.reload();
  expect(await window.page.evaluate(() => navigator.serviceWorker.controller?.scriptURL)).toMatch(
    /\/service-worker\.js$/,
  );
  return window;
}
