import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';

import { choosePlace, chooseSmall, getReady, load } from './kit/device.ts';
import { kept } from './kit/notebook.ts';
import { answerOf, describeBrowser } from './kit/page.ts';
import { panda, pandas } from './kit/pictures.ts';

declare global {
  /** Lets the browser read pictures. */
  var readPictures: () => void;
}

/** Has the browser wait before it reads pictures, until `readPictures` is called. */
async function holdPictures(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const read = createImageBitmap as (...args: unknown[]) => Promise<ImageBitmap>;
    globalThis.createImageBitmap = async (...args: unknown[]): Promise<ImageBitmap> => {
      await promise;
      return read(...args);
    };
    globalThis.readPictures = () => {
      resolve(undefined);
    };
  });
}

/** Has the edge wait after some pictures. @returns lets it go on */
async function holdEdge(page: Page, after: number): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  let asked = 0;
  await page.route(/\/v1\/classify/, async (route) => {
    if (++asked > after) await promise;
    // Nobody waits any more for what was given up.
    await route.continue().catch(() => undefined);
  });
  return () => {
    resolve(undefined);
  };
}

const heading = (page: Page): Promise<string> => page.locator('.batch h2').innerText();
const classifications = (requests: readonly string[]): number =>
  requests.filter((url) => url.includes('/v1/classify')).length;

/** Opens the live view, which has no camera here, and closes it. */
async function lookAtLive(page: Page): Promise<void> {
  await page.locator('#live').click();
  await page.locator('.viewfinder .live-go:visible').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.viewfinder').waitFor({ state: 'detached' });
}

/** Has three pictures answered, of which the edge keeps the second one waiting. */
async function beginThree(page: Page): Promise<() => void> {
  await kept(page);
  const release = await holdEdge(page, 1);
  await page.setInputFiles('#file', await pandas(3));
  await page.locator('.progress', { hasText: 'Picture 2 of 3' }).waitFor();
  return release;
}

const goOn = (page: Page): Promise<void> => page.getByRole('button', { name: 'Go on with the other 2' }).click();

describeBrowser('several pictures go on', (visit) => {
  it('at another place, when that is chosen while they are answered', async () => {
    const { page, requests } = await visit('phone');
    await getReady(page);
    await choosePlace(page, 'edge');
    const release = await beginThree(page);
    await choosePlace(page, 'device');
    await expect.poll(() => heading(page)).toBe('Answered and kept: 3 of 3');
    release();
    expect(classifications(requests)).toBeLessThanOrEqual(3);
    await page.goto('/notebook');
    await expect.poll(() => page.locator('.entry').count()).toBe(4);
    expect(await page.locator('.entry', { hasText: 'on this device' }).count()).toBe(2);
  });

  it('once the model is there that the other place needs', async () => {
    const { page } = await visit('phone');
    await chooseSmall(page);
    const release = await beginThree(page);
    await choosePlace(page, 'device');
    await page.locator('.consent').waitFor();
    release();
    expect(await heading(page)).toBe('Answered and kept: 1 of 3');
    await load(page);
    await expect.poll(() => heading(page)).toBe('Answered and kept: 3 of 3');
  });

  it('when the visitor says so, if they were stopped before another place was chosen', async () => {
    const { page } = await visit('phone');
    await chooseSmall(page);
    const release = await beginThree(page);
    await page.getByRole('button', { name: 'Cancel' }).click();
    release();
    await page.getByRole('button', { name: 'Go on with the other 2' }).waitFor();
    await choosePlace(page, 'device');
    await load(page);
    await page.locator('.kept li').waitFor();
    await page.locator('.consent').waitFor({ state: 'detached' });
    expect(await heading(page)).toBe('Answered and kept: 1 of 3');
    await goOn(page);
    await expect.poll(() => heading(page)).toBe('Answered and kept: 3 of 3');
  });

  it('after other things were done, which are not done again', async () => {
    const { page } = await visit('phone');
    await getReady(page);
    await choosePlace(page, 'edge');
    const release = await beginThree(page);
    await page.getByRole('button', { name: 'Cancel' }).click();
    release();
    await page.getByRole('button', { name: 'Go on with the other 2' }).waitFor();
    await lookAtLive(page);
    await page.locator('[data-act=remove]').click();
    await expect.poll(() => page.locator('.kept li').count()).toBe(0);
    await goOn(page);
    await expect.poll(() => heading(page)).toBe('Answered and kept: 3 of 3');
    expect(await page.locator('.viewfinder').count()).toBe(0);
  });

  it('after they have given way to the live view', async () => {
    // A phone hides the button meanwhile.
    const { page } = await visit('desktop');
    const release = await beginThree(page);
    await lookAtLive(page);
    release();
    await goOn(page);
    await expect.poll(() => heading(page)).toBe('Answered and kept: 3 of 3');
    expect(await page.locator('.progress').count()).toBe(0);
  });
});

describeBrowser('a picture goes on', (visit) => {
  it('at another place, when that is chosen while it is shrunk', async () => {
    const { page, requests } = await visit('phone');
    await chooseSmall(page);
    await holdPictures(page);
    await page.setInputFiles('#file', await panda());
    await page.getByText('Shrinking your picture').first().waitFor();
    await choosePlace(page, 'device');
    await page.evaluate(() => {
      readPictures();
    });
    await load(page);
    expect(await answerOf(page)).toBe('giant panda');
    expect(classifications(requests)).toBe(0);
  });

  it('when it is tried again, whatever was done meanwhile', async () => {
    const { page } = await visit('phone');
    await page.route(/\/v1\/classify/, (route) => route.abort());
    await page.setInputFiles('#file', await panda());
    const retry = page.getByRole('button', { name: 'Try again' });
    await retry.waitFor();
    await lookAtLive(page);
    await page.unroute(/\/v1\/classify/);
    await retry.click();
    expect(await answerOf(page)).toBe('giant panda');
    expect(await page.locator('.viewfinder').count()).toBe(0);
  });
});

describeBrowser('what is cancelled while it is shrunk', (visit) => {
  it('is not sent', async () => {
    const { page, requests } = await visit('phone');
    await kept(page);
    expect(classifications(requests)).toBe(1);
    await holdPictures(page);
    await page.setInputFiles('#file', await pandas(2));
    await page.getByText('panda-1.jpg').first().waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.evaluate(() => {
      readPictures();
    });
    await goOn(page);
    await expect.poll(() => heading(page)).toBe('Answered and kept: 2 of 2');
    expect(classifications(requests)).toBe(3);
  });
});
