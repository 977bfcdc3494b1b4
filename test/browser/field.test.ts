import { readdir } from 'node:fs/promises';

import { expect, it } from 'vitest';

import { withFolder } from '../../scripts/train/unpacked.ts';
import { fakeCamera, VISITOR } from './kit/fake-camera.ts';
import { installed } from './kit/installed.ts';
import { exported } from './kit/notebook.ts';
import { answerOf, describeBrowser } from './kit/page.ts';
import { panda } from './kit/pictures.ts';

const SMALL = '.segment:has([value=mobilenetv3_small_distilled])';
const HERE = '.segment:has([name=place][value=device])';

describeBrowser(
  'in a field without a network, after one visit,',
  (visit) => {
    it('a phone answers from its camera, explains, keeps, and exports for training', async () => {
      const { page, requests } = await installed((options) => visit('phone', options));
      await page.locator(SMALL).click();
      await page.locator(HERE).click();
      await page.locator('[data-act=load]').click();
      await page.locator('#answer').getByText('This device is ready.').waitFor();

      await page.context().setOffline(true);
      // As after a restart: nothing of the page is in memory.
      await page.close();
      const field = await page.context().newPage();
      requests.length = 0;
      await field.goto('/');
      await field.locator(SMALL).click();
      await field.locator(HERE).click();
      await field.locator('#live').click();
      await field.locator('.viewfinder.is-live .live-score:not(:empty)').waitFor();
      expect(await field.locator('.live-label').innerText()).toBe('giant panda');
      await field.locator('.live-shutter').click();

      expect(await answerOf(field)).toBe('giant panda');
      expect(await field.locator('.notice').innerText()).toBe('Answered on this device. Nothing was sent.');
      // It is drawn over the picture: without it, the picture is another one.
      const canvas = field.locator('.answer-card .picture canvas');
      const pixels = (): Promise<string> => canvas.evaluate((drawn: HTMLCanvasElement) => drawn.toDataURL());
      const explained = await pixels();
      await field.locator('#strength').evaluate((input: HTMLInputElement) => {
        input.value = '0';
        input.dispatchEvent(new Event('input', { bubbles: true }));
      });
      expect(await pixels()).not.toBe(explained);

      await field.locator('#keep-switch').check();
      await field.getByRole('button', { name: 'It is giant panda' }).click();
      await field.getByText('You say').waitFor();
      await field.goto('/notebook');
      await field.locator('.entry canvas:not([width="1"])').waitFor();
      expect(await field.locator('.entry').innerText()).toMatch(/on this device, simd, [\d,.]+ ms/);
      await field.getByText('Export and delete').click();
      const { path } = await exported(field, 'zip');
      const folders = await withFolder(path, (folder) => readdir(folder));
      expect(folders).toEqual(['giant panda']);
      // The service worker has answered whatever was asked for.
      expect(requests.filter((url) => new URL(url).pathname.startsWith('/v1/classify'))).toEqual([]);
    });
  },
  async () => [...(await fakeCamera((await panda()).buffer, { width: 640, height: 480 })), VISITOR.allows],
);
