import { expect, it } from 'vitest';

import { sharedOrigin } from '../worker/kit/shared-worker.ts';
import { choosePlace, chooseSmall, load } from './kit/device.ts';
import { answerOf, describeBrowser } from './kit/page.ts';
import { panda } from './kit/pictures.ts';

declare global {
  /** The Web Workers of the page. */
  var workers: Worker[];
}

/** Notes the Web Workers, from before the page's own script runs. */
function noteWorkers(): void {
  globalThis.workers = [];
  globalThis.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      workers.push(this);
    }
  };
}

describeBrowser(
  'a model on a page that came by plain HTTP, which can keep nothing,',
  (visit) => {
    it('answers as long as it is in memory, and is offered again when it is not', async () => {
      const origin = sharedOrigin().replace(/127\.0\.0\.1|localhost/, 'edgelens.example');
      const { page } = await visit('phone', { path: origin });
      await page.addInitScript(noteWorkers);
      await page.reload();
      await chooseSmall(page);
      await choosePlace(page, 'device');
      await page.setInputFiles('#file', await panda());
      await load(page);
      expect(await answerOf(page)).toBe('giant panda');
      expect(await page.getByRole('alert').count()).toBe(0);

      // It could not be read again.
      expect(await page.locator('[data-act=again]').count()).toBe(1);
      expect(await page.locator('[data-act=cold]').count()).toBe(0);

      // As when the browser has ended the Web Worker.
      await page.evaluate(() => workers[0]?.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' })));
      await page.locator('[data-act=again]').click();
      await load(page);
      await page.locator('.consent').waitFor({ state: 'detached' });
      expect(await answerOf(page)).toBe('giant panda');
    });
  },
  () => Promise.resolve(['--host-resolver-rules=MAP edgelens.example 127.0.0.1']),
);
