import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';

import { installed } from './kit/installed.ts';
import { answered, kept } from './kit/notebook.ts';
import { describeBrowser } from './kit/page.ts';
import { pandas, type PictureFile } from './kit/pictures.ts';

const BROKEN: PictureFile = { name: 'broken.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture') };

const choose = (page: Page, files: readonly PictureFile[]): Promise<void> => page.setInputFiles('#file', [...files]);
const heading = (page: Page): Promise<string> => page.locator('.batch h2').innerText();

/** Drops files and folders of this machine onto the page, as the visitor's file manager does. */
async function drop(page: Page, ...files: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
  }
}

describeBrowser('several pictures', (visit) => {
  it('are answered into the notebook once the visitor allows it, and those that cannot be are named', async () => {
    const { page, faults } = await visit('phone');
    const [first, second] = await pandas(2);
    await choose(
      page,
      [first, BROKEN, second].flatMap((file) => file ?? []),
    );
    await page.getByText('Pictures chosen: 3').waitFor();
    await page.getByRole('button', { name: 'Keep answers on this device, and begin' }).click();
    await expect.poll(() => heading(page)).toBe('Answered and kept: 2 of 3');
    await page.getByRole('heading', { name: 'Not answered: 1' }).waitFor();
    expect(await page.locator('.batch-failures li').innerText()).toMatch(/^broken\.jpg Your browser cannot read/);
    expect(await page.locator('.batch-answers li').allInnerTexts()).toEqual([
      'panda-2.jpg giant panda',
      'panda-1.jpg giant panda',
    ]);
    await page.locator('.batch').getByRole('link', { name: 'notebook' }).click();
    await expect.poll(() => page.locator('.entry h2').allInnerTexts()).toEqual(['giant panda', 'giant panda']);
    expect(faults).toEqual([]);
  });

  it('come out of a folder with folders, without what systems put there', async () => {
    const { page } = await visit('desktop');
    await kept(page);
    const folder = await mkdtemp(join(tmpdir(), 'edgelens-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await mkdir(join(folder, 'walk/part 2'), { recursive: true });
    const [first, second, third] = await pandas(3);
    for (const [path, bytes] of [
      ['walk/IMG_10.jpg', first?.buffer],
      ['walk/IMG_9.jpg', second?.buffer],
      ['walk/part 2/IMG_1.jpg', third?.buffer],
      ['walk/.DS_Store', Buffer.from('')],
      ['walk/Thumbs.db', Buffer.from('')],
      ['walk/notes.txt', Buffer.from('a text')],
    ] as const) {
      await writeFile(join(folder, path), bytes ?? '');
    }
    await drop(page, join(folder, 'walk'));
    await expect.poll(() => heading(page)).toBe('Answered and kept: 3 of 4');
    expect(await page.locator('.batch-answers .batch-name').allInnerTexts()).toEqual([
      ...['walk/part 2/IMG_1.jpg', 'walk/IMG_10.jpg', 'walk/IMG_9.jpg'],
    ]);
    expect(await page.locator('.batch-failures .batch-name').allInnerTexts()).toEqual(['walk/notes.txt']);
  });

  it('stay as far as they are when they are cancelled, and go on', async () => {
    const { page } = await visit('phone');
    await kept(page);
    // The third one waits, because all four may be answered before a test can press anything.
    const { promise: cancelled, resolve: cancel } = Promise.withResolvers<undefined>();
    let asked = 0;
    await page.route(/\/v1\/classify/, async (route) => {
      if (++asked > 2) await cancelled;
      // Nobody waits any more for what was cancelled.
      await route.continue().catch(() => undefined);
    });
    await choose(page, await pandas(4));
    await page.locator('.batch-answers li').first().waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    cancel(undefined);
    const goOn = page.getByRole('button', { name: /^Go on with the other [1-3]$/ });
    await goOn.waitFor();
    expect(await page.locator('.progress').count()).toBe(0);
    const done = await page.locator('.batch-answers li').count();
    expect(await heading(page)).toBe(`Answered and kept: ${done} of 4`);
    await goOn.click();
    await expect.poll(() => heading(page)).toBe('Answered and kept: 4 of 4');
    await page.goto('/notebook');
    await expect.poll(() => page.locator('.entry').count()).toBe(5);
  });

  it('leave the focus where it is, give it to what comes next, and say when they have ended', async () => {
    const { page } = await visit('phone');
    await kept(page);
    const waiting: (() => void)[] = [];
    await page.route(/\/v1\/classify/, async (route) => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      // Nobody waits any more for what was cancelled.
      await route.continue().catch(() => undefined);
    });
    /** Lets a picture be answered, the number of which this is. */
    const answer = async (number: number): Promise<void> => {
      await expect.poll(() => waiting.length).toBe(1);
      waiting.pop()?.();
      await page.locator(`.batch-answers li:nth-child(${number})`).waitFor();
    };
    const focused = (): Promise<string | undefined> =>
      page.evaluate(() =>
        (document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent)?.trim(),
      );
    const status = page.locator('#status');

    await choose(page, [...(await pandas(4)), BROKEN]);
    await answer(1);
    await page.locator('.batch-answers').focus();
    await answer(2);
    expect(await focused()).toBe('Answers, the last one first');
    await page.getByRole('button', { name: 'Cancel' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(focused).toBe('Go on with the other 3');
    expect(await status.textContent()).toBe('Answered and kept: 2 of 5');
    for (const resolve of waiting.splice(0)) resolve();
    await page.keyboard.press('Enter');
    await expect.poll(focused).toBe('Cancel');
    await answer(3);
    await expect.poll(() => waiting.length).toBe(1);
    waiting.pop()?.();
    await expect.poll(focused).toBe('Answered and kept: 4 of 5');
    expect(await status.textContent()).toBe('Answered and kept: 4 of 5 · Not answered: 1');
    expect(await page.locator('.batch-answers .batch-name').allInnerTexts()).toEqual([
      ...['panda-4.jpg', 'panda-3.jpg', 'panda-2.jpg', 'panda-1.jpg'],
    ]);
  });

  it('stop where the network ends, and go on when it is back', async () => {
    const { page } = await installed((options) => visit('phone', options));
    await kept(page);
    const files = await pandas(3);
    await page.context().setOffline(true);
    await choose(page, files);
    await page.getByRole('alert').filter({ hasText: 'You are offline.' }).waitFor();
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Go on with the other 3' }).click();
    await expect.poll(() => heading(page)).toBe('Answered and kept: 3 of 3');
  });

  it('give way to a single one', async () => {
    const { page } = await visit('desktop');
    await kept(page);
    await choose(page, await pandas(4));
    await page.locator('.batch-answers li').first().waitFor();
    await answered(page);
    expect(await page.locator('.batch').count()).toBe(0);
  });
});
