import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { live as english } from '../../src/i18n/en/live.ts';
import { live as japanese } from '../../src/i18n/ja/live.ts';
import { sharedOrigin } from '../worker/kit/shared-worker.ts';
import { violations } from './kit/axe.ts';
import { fakeCamera, VISITOR } from './kit/fake-camera.ts';
import { answerOf, describeBrowser, type OpenedPage } from './kit/page.ts';
import { panda } from './kit/pictures.ts';

/** What the tests see of the page's inside: its cameras, and the frames that its Web Worker has. */
interface Watched {
  readonly tracks: MediaStreamTrack[];
  /** Numbers of frames that are not answered yet, and the most there were at a time. */
  readonly pending: Set<number>;
  most: number;
  answered: number;
}

declare global {
  var watched: Watched;
}

/** Watches cameras and frames from before the page's own script runs. */
function watch(): void {
  const watched: Watched = { tracks: [], pending: new Set(), most: 0, answered: 0 };
  globalThis.watched = watched;
  // Pages without TLS have none.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (devices !== undefined) {
    const open = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async (constraints) => {
      const stream = await open(constraints);
      watched.tracks.push(...stream.getTracks());
      return stream;
    };
  }
  globalThis.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      this.addEventListener('message', ({ data }: MessageEvent<{ id: number }>) => {
        if (watched.pending.delete(data.id)) watched.answered++;
      });
    }

    override postMessage(message: { id: number; request: { do: string } }, transfer?: unknown): void {
      if (message.request.do === 'frame') watched.pending.add(message.id);
      watched.most = Math.max(watched.most, watched.pending.size);
      super.postMessage(message, transfer as Transferable[]);
    }
  };
}

const SMALL = 'mobilenetv3_small_distilled';

/** Opens the live view with the small model, and allows its download. */
async function begin(page: Page): Promise<void> {
  await page.locator(`.segment:has([value=${SMALL}])`).click();
  await page.locator('#live').click();
  await page.locator('.live-go').click();
}

/** Waits until it says what it sees. */
async function seen(page: Page): Promise<string> {
  await page.locator('.viewfinder.is-live .live-score:not(:empty)').waitFor();
  return page.locator('.live-label').innerText();
}

/** Has the page think that the visitor has gone to another tab, or come back. */
const hide = (page: Page, isHidden: boolean): Promise<void> =>
  page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { configurable: true, value: hidden });
    document.dispatchEvent(new Event('visibilitychange'));
  }, isHidden);

const states = (page: Page): Promise<MediaStreamTrackState[]> =>
  page.evaluate(() => watched.tracks.map(({ readyState }) => readyState));
const notice = (page: Page): Promise<string> => page.locator('.live-notice').innerText();
const paths = (requests: readonly string[], below: string): string[] =>
  requests.map((url) => new URL(url).pathname).filter((path) => path.startsWith(below));

describe('the live view', () => {
  const landscape = async (): Promise<string[]> => fakeCamera((await panda()).buffer, { width: 640, height: 480 });

  describeBrowser(
    'of a camera that looks at a panda',
    (visit) => {
      /** The page, watched. */
      const open = async (
        device: 'phone' | 'desktop' = 'phone',
        options: Parameters<typeof visit>[1] = {},
      ): Promise<OpenedPage> => {
        const opened = await visit(device, options);
        await opened.page.addInitScript(watch);
        await opened.page.reload();
        return opened;
      };

      it('downloads a model when that is allowed, names what it sees, and sends nothing', async () => {
        const { page, requests, faults } = await open();
        await page.locator(`.segment:has([value=${SMALL}])`).click();
        await page.locator('#live').click();
        await page.locator('.live-go:visible').waitFor();
        expect(await notice(page)).toContain('MobileNetV3-Small (distilled) is downloaded once (6.0 MiB)');
        expect(await states(page)).toEqual([]);
        expect(paths(requests, '/device/files/')).toEqual([]);

        await page.locator('.live-go').click();
        expect(await seen(page)).toBe('giant panda');
        expect(await page.locator('.live-score').innerText()).toMatch(/^9\d\.\d %$/);
        expect(await page.locator('.live-rate').innerText()).toMatch(/^\d+ frames\/s · \d+ ms each$/);
        expect(await page.locator('.live-spoken').innerText()).toMatch(/^giant panda, 9\d\.\d %$/);
        expect(await states(page)).toEqual(['live']);
        expect(await violations(page)).toEqual([]);
        expect(paths(requests, '/v1/')).toEqual([]);
        expect(paths(requests, '/device/files/')).toHaveLength(1);
        expect(faults).toEqual([]);
      });

      it('never has a frame wait behind another one', async () => {
        const { page } = await open();
        await begin(page);
        await seen(page);
        await expect.poll(() => page.evaluate(() => watched.answered)).toBeGreaterThan(20);
        expect(await page.evaluate(() => watched.most)).toBe(1);
      });

      it('keeps a frame for a full answer with a heat map, and leaves the camera switched off', async () => {
        const { page, requests } = await open();
        await begin(page);
        await seen(page);
        expect(await page.evaluate(() => document.activeElement?.className)).toBe('live-shutter');
        await page.keyboard.press('Enter');
        expect(await answerOf(page)).toBe('giant panda');
        expect(await page.locator('.viewfinder').count()).toBe(0);
        expect(await page.locator('.size').innerText()).toContain('640 × 480 px');
        expect(await page.locator('.picture canvas').count()).toBeGreaterThan(0);
        expect(await states(page)).toEqual(['ended']);
        // By the edge, which is where pictures are answered unless the visitor chooses otherwise.
        expect(paths(requests, '/v1/')).toEqual(['/v1/classify']);
        expect(await page.locator('.kept li').innerText()).toContain('MobileNetV3-Small (distilled)');
      });

      it('is closed by Escape and by its button, which lead back to where it was opened', async () => {
        const { page } = await open('desktop');
        await begin(page);
        await seen(page);
        await page.keyboard.press('Escape');
        await page.locator('.viewfinder').waitFor({ state: 'detached' });
        expect(await states(page)).toEqual(['ended']);
        expect(await page.evaluate(() => document.activeElement?.id)).toBe('live');
        // What was downloaded is there.
        await page.keyboard.press('Enter');
        await seen(page);
        await page.locator('.live-close').click();
        await page.locator('.viewfinder').waitFor({ state: 'detached' });
        expect(await states(page)).toEqual(['ended', 'ended']);
        expect(await page.evaluate(() => document.adoptedStyleSheets.length)).toBe(0);
      });

      it('switches the camera off while the page is hidden, and goes on when it is seen again', async () => {
        const { page } = await open();
        await begin(page);
        await seen(page);
        await hide(page, true);
        expect(await states(page)).toEqual(['ended']);
        await hide(page, false);
        expect(await seen(page)).toBe('giant panda');
        expect(await states(page)).toEqual(['ended', 'live']);
      });

      it('asks again about a download that was not allowed when the page is seen again', async () => {
        const { page, requests } = await open();
        await page.locator(`.segment:has([value=${SMALL}])`).click();
        await page.locator('#live').click();
        const go = page.locator('.live-go');
        await expect.poll(() => go.innerText()).toBe('Download 6.0 MiB');
        await hide(page, true);
        await expect.poll(() => go.innerText()).toBe(english['live.goOn']);
        await hide(page, false);
        await expect.poll(() => go.innerText()).toBe('Download 6.0 MiB');
        // Nor does the button that stands there while the page is hidden allow it.
        await hide(page, true);
        await go.dispatchEvent('click');
        await expect.poll(() => go.innerText()).toBe('Download 6.0 MiB');
        expect(await states(page)).toEqual([]);
        expect(paths(requests, '/device/files/')).toEqual([]);
      });

      it('rests when nothing was touched for three minutes, and says so', async () => {
        const { page } = await open();
        await page.clock.install();
        await begin(page);
        await seen(page);
        await page.clock.fastForward('02:00');
        await page.keyboard.press('Shift');
        await page.clock.fastForward('02:00');
        expect(await states(page)).toEqual(['live']);
        await page.clock.fastForward('01:01');
        await page.locator('.live-go:visible').waitFor();
        expect(await notice(page)).toBe('Paused to spare the battery, because nothing was touched for 3 minutes.');
        expect(await states(page)).toEqual(['ended']);
        expect(await violations(page)).toEqual([]);
        await page.locator('.live-go').click();
        expect(await seen(page)).toBe('giant panda');
      });

      it('says that it turns with the device, and has its buttons at the side then', async () => {
        const { page } = await open();
        await begin(page);
        await seen(page);
        const below = await page.locator('.live-shutter').boundingBox();
        const cdp = await page.context().newCDPSession(page);
        await cdp.send('Emulation.setDeviceMetricsOverride', {
          ...{ width: 844, height: 390, deviceScaleFactor: 2, mobile: true },
          screenOrientation: { type: 'landscapePrimary', angle: 90 },
        });
        await expect.poll(() => notice(page)).toBe(english['live.turned']);
        await expect.poll(async () => (await page.locator('.live-shutter').boundingBox())?.x).toBeGreaterThan(500);
        expect(below?.x).toBeLessThan(390 / 2);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(844);
        await expect.poll(() => notice(page)).toBe('');
        expect(await seen(page)).toBe('giant panda');
      });

      it('says when the camera is taken away, and opens it again when it is asked to', async () => {
        const { page } = await open();
        await begin(page);
        await seen(page);
        await page.evaluate(() => watched.tracks[0]?.dispatchEvent(new Event('ended')));
        expect(await notice(page)).toBe(english['live.lost']);
        expect(await page.locator('.live-label').innerText()).toBe('');
        await page.locator('.live-go').click();
        expect(await seen(page)).toBe('giant panda');
      });

      it('says that somebody else may have the camera', async () => {
        const { page } = await open();
        // As Chromium says it of a real one; nobody can take the camera of a file.
        await page.evaluate(() => {
          const inUse = new DOMException('Could not start video source', 'NotReadableError');
          navigator.mediaDevices.getUserMedia = () => Promise.reject(inUse);
        });
        await begin(page);
        await expect.poll(() => notice(page)).toBe(english['live.taken']);
      });

      it('says it when the model cannot be loaded', async () => {
        const { page } = await open();
        await page.context().route('**/device/**', (route) => route.abort());
        await begin(page);
        await expect.poll(() => notice(page)).toBe(english['live.noModel']);
        expect(await states(page)).toEqual(['ended']);
        await page.context().unroute('**/device/**');
        await page.locator('.live-go').click();
        expect(await seen(page)).toBe('giant panda');
      });

      it('goes on after the kernels have trapped', async () => {
        const { page } = await open();
        await page.context().route('**/static/device-worker-*', async (route) => {
          const response = await route.fetch();
          const trapOnce = `
            const { instantiate } = WebAssembly;
            let runs = 0;
            WebAssembly.instantiate = async (...args) => {
              const instance = await instantiate(...args);
              const { run } = instance.exports ?? {};
              if (run === undefined) return instance;
              const trapping = (...records) => {
                if (++runs === 3) throw new WebAssembly.RuntimeError('unreachable');
                run(...records);
              };
              return { exports: { ...instance.exports, run: trapping } };
            };
          `;
          await route.fulfill({ response, body: `${trapOnce};${await response.text()}` });
        });
        await begin(page);
        await expect.poll(() => notice(page)).toBe(english['live.failed']);
        await page.locator('.live-go').click();
        expect(await seen(page)).toBe('giant panda');
      });

      it('speaks Japanese', async () => {
        const { page, faults } = await open('phone', { locale: 'ja' });
        await begin(page);
        expect(await seen(page)).toBe('ジャイアントパンダ');
        expect(await page.locator('.live-rate').innerText()).toMatch(/^\d+ フレーム\/秒 · 1 フレーム \d+ ms$/);
        expect(await page.locator('.live-shutter').getAttribute('aria-label')).toBe(japanese['live.shutter']);
        expect(faults).toEqual([]);
      });
    },
    async () => [...(await landscape()), VISITOR.allows],
  );

  describeBrowser(
    'of a camera that the visitor does not allow',
    (visit) => {
      it('says what to do, before anything is downloaded', async () => {
        const { page, requests } = await visit('phone');
        await begin(page);
        await expect.poll(() => notice(page)).toBe(english['live.denied']);
        expect(await page.locator('.live-go').innerText()).toBe(english['live.retry']);
        expect(await page.evaluate(() => document.activeElement?.className)).toBe('live-go');
        expect(paths(requests, '/device/files/')).toEqual([]);
        expect(await violations(page)).toEqual([]);
      });
    },
    async () => [...(await landscape()), VISITOR.denies],
  );

  describeBrowser(
    'of a camera that stands upright',
    (visit) => {
      it('shows all that it sees, and what the model sees of it', async () => {
        const { page } = await visit('phone');
        await begin(page);
        expect(await seen(page)).toBe('giant panda');
        const video = await page.locator('.viewfinder video').boundingBox();
        expect((video?.width ?? 0) / (video?.height ?? 1)).toBeCloseTo(480 / 640, 2);
        expect(video?.width).toBeCloseTo(390, 0);
        const part = await page.locator('.live-seen').boundingBox();
        expect((part?.width ?? 0) / (video?.width ?? 1)).toBeCloseTo(224 / 256, 2);
        expect((part?.width ?? 0) / (part?.height ?? 1)).toBeCloseTo(1, 2);
      });
    },
    async () => [...(await fakeCamera((await panda()).buffer, { width: 480, height: 640 })), VISITOR.allows],
  );

  describeBrowser('without a camera', (visit) => {
    it('says so before anything is downloaded', async () => {
      const { page, requests } = await visit('desktop');
      await page.locator('#live').click();
      await expect.poll(() => notice(page)).toBe(english['live.missing']);
      expect(paths(requests, '/device/')).toEqual([]);
    });
  });

  describeBrowser(
    'on a page that came by plain HTTP',
    (visit) => {
      it('says why there is no camera', async () => {
        const origin = sharedOrigin().replace(/127\.0\.0\.1|localhost/, 'edgelens.example');
        const { page } = await visit('phone', { path: origin });
        await page.locator('#live').click();
        await expect.poll(() => notice(page)).toBe(english['live.insecure']);
      });
    },
    () => Promise.resolve(['--host-resolver-rules=MAP edgelens.example 127.0.0.1']),
  );
});
