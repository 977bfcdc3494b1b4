import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Page } from 'playwright-core';
import { onTestFinished } from 'vitest';

import { answerOf } from './page.ts';
import { panda, type PictureFile } from './pictures.ts';

/** Asks about a picture, and waits until it could be kept. */
export async function answered(page: Page, picture?: PictureFile): Promise<void> {
  await page.setInputFiles('#file', picture ?? (await panda()));
  await answerOf(page);
  await page.locator('.keeping').waitFor();
}

/** Asks about a picture, and switches the notebook on. */
export async function kept(page: Page, picture?: PictureFile): Promise<void> {
  await answered(page, picture);
  await page.locator('#keep-switch').check();
  await page.locator('.naming').waitFor();
}

/** Opens the notebook, which has an entry. */
export async function opened(page: Page): Promise<void> {
  await page.goto('/notebook');
  await page.locator('.entry canvas:not([width="1"])').first().waitFor();
}

/** Saves what a button of the notebook exports, in a folder that is gone after the test. */
export async function exported(page: Page, act: 'csv' | 'zip'): Promise<{ name: string; path: string }> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator(`[data-act=${act}]`).click()]);
  const folder = await mkdtemp(join(tmpdir(), 'edgelens-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const name = download.suggestedFilename();
  await download.saveAs(join(folder, name));
  return { name, path: join(folder, name) };
}
