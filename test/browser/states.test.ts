import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { beforeAll, expect, it } from 'vitest';

import { ROOT } from '../../scripts/kit/paths.ts';
import { withoutLedger } from '../worker/latency/deployment.ts';
import { deploy } from '../worker/kit/deployment.ts';
import { sharedOrigin } from '../worker/kit/shared-worker.ts';
import { violations } from './kit/axe.ts';
import { panda } from './kit/pictures.ts';
import { type Served, STATES } from './kit/states.ts';
import { type Device, DEVICES, describeBrowser } from './kit/page.ts';

/** Folder for the screenshots of all states. */
const FOLDER = join(ROOT, 'dist/screenshots');

/** Brightness of a screenshot's first pixel, which shows the page's background, in [0, 255]. */
async function groundOf(screenshot: Buffer): Promise<number> {
  const pixel = await sharp(screenshot).extract({ left: 0, top: 0, width: 1, height: 1 }).greyscale().raw().toBuffer();
  return pixel[0] ?? Number.NaN;
}

/** Windows that a page has to fit, by what makes them; the last one is that of the screenshots. In CSS pixels. */
const WINDOWS: Readonly<Record<Device, Record<string, { width: number; height: number }>>> = {
  phone: {
    'the narrowest window that counts': { width: 320, height: 568 },
    'a phone on its side': { width: 844, height: 390 },
    'a phone': DEVICES.phone.viewport,
  },
  desktop: {
    'a desktop at 200 %': { width: 640, height: 450 },
    'a desktop': DEVICES.desktop.viewport,
  },
};

/** What the bar that stays in reach of the thumb hides of the page's end, where no scrolling can uncover it. */
function coveredByBar(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const bar = [...document.querySelectorAll<HTMLElement>('.choices')].find(
      (each) => getComputedStyle(each).position === 'fixed' && each.checkVisibility({ visibilityProperty: true }),
    );
    if (bar === undefined) return [];
    if (innerWidth > innerHeight && innerHeight < 500) return ['the bar takes a third of a phone on its side'];
    window.scrollTo(0, document.documentElement.scrollHeight);
    const { top } = bar.getBoundingClientRect();
    const content = document.querySelectorAll<HTMLElement>('main *, footer *');
    const covered = [...content].filter((each) => !bar.contains(each) && each.getBoundingClientRect().bottom > top + 1);
    window.scrollTo(0, 0);
    return covered.map((each) => each.outerHTML.slice(0, 80));
  });
}

describeBrowser('fits the window, is legible to all in light and dark, and is kept:', (visit) => {
  const workers: Record<Exclude<Served, 'shared'>, { readonly origin: string }> = {
    crowded: deploy({ vars: { RATE_LIMIT: 'off' } }),
    limited: deploy({}),
    keyed: deploy({ vars: { REQUIRE_KEY: 'true' }, secrets: { API_KEYS: 'a-key-of-thirty-two-letters-or-so' } }),
    verifying: deploy({
      vars: { TURNSTILE_SITE_KEY: '1x00000000000000000000AA' },
      secrets: { TURNSTILE_SECRET: 'secret' },
    }),
    forgetful: deploy({}, [withoutLedger()]),
  };

  beforeAll(async () => {
    await mkdir(FOLDER, { recursive: true });
    // The ledger needs a sample to show.
    for (const fresh of ['&fresh=session', '', '']) {
      const headers = { 'Content-Type': 'image/jpeg' };
      const body = new Uint8Array((await panda()).buffer);
      for (const name of ['efficientnet_b0', 'mobilenetv3_small_distilled']) {
        await fetch(`${sharedOrigin()}/v1/classify?model=${name}${fresh}`, { method: 'POST', headers, body });
      }
    }
  });

  const cases = Object.keys(STATES).flatMap((name) =>
    (Object.keys(DEVICES) as Device[]).map((device) => [name, device] as const),
  );

  it.each(cases)('%s, on a %s', async (name, device) => {
    const { path = '/', options = {}, worker = 'shared', reach, see } = STATES[name] ?? { see: '' };
    const origin = worker === 'shared' ? sharedOrigin() : workers[worker].origin;
    const { page } = await visit(device, { path, baseURL: origin, ...options });
    await reach?.(page, origin);
    await page.locator(see).first().waitFor({ state: 'attached' });
    const { width } = DEVICES[device].viewport;
    for (const [words, size] of Object.entries(WINDOWS[device])) {
      await page.setViewportSize(size);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), words).toBe(size.width);
      expect(await coveredByBar(page), words).toEqual([]);
    }
    // A window as high as the page; a `fullPage` screenshot would lose the emulation of a touch screen.
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width, height });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const path = join(FOLDER, `${name}-${device}-${colorScheme}.png`);
      const screenshot = await page.screenshot({ path, scale: 'css' });
      expect(Math.abs((await groundOf(screenshot)) - (colorScheme === 'light' ? 255 : 0))).toBeLessThan(32);
      // axe is a script itself.
      if (options.javaScriptEnabled !== false) expect(await violations(page), colorScheme).toEqual([]);
    }
  });
});
