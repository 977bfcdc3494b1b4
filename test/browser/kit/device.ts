import type { Page } from 'playwright-core';

/** The model that is downloaded fast. */
export const SMALL = 'mobilenetv3_small_distilled';

/** Chooses where pictures are answered. */
export const choosePlace = (page: Page, place: 'edge' | 'device' | 'both'): Promise<void> =>
  page.locator(`.segment:has([name=place][value=${place}])`).click();

/** Chooses the small model. */
export const chooseSmall = (page: Page): Promise<void> => page.locator(`.segment:has([value=${SMALL}])`).click();

/** Allows the download that the page asks about. */
export const load = (page: Page): Promise<void> => page.locator('[data-act=load]').click();

/** Has this device answer, and lets the small model be downloaded for it, in whatever language. */
export async function getReady(page: Page): Promise<void> {
  await chooseSmall(page);
  await choosePlace(page, 'device');
  await load(page);
  await page.locator('.kept li').waitFor();
}

/** Closes a page, and opens the site in a new window without a network, as after a restart of the browser. */
export async function reopenedOffline(page: Page): Promise<Page> {
  const context = page.context();
  await page.close();
  await context.setOffline(true);
  const again = await context.newPage();
  await again.goto('/');
  return again;
}
