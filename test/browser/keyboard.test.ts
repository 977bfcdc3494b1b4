import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';

import { answerOf, describeBrowser } from './kit/page.ts';

/** Presses Tab until the focused element matches. @throws Error if none does */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
  }
  throw new Error(`Tab does not lead to ${selector}`);
}

/** Width of the focus ring around the focused element, or around its label. */
function ringOf(page: Page): Promise<number> {
  return page.evaluate(() => {
    const focused = document.activeElement;
    const drawn = [focused, focused?.nextElementSibling].filter((element) => element instanceof Element);
    return Math.max(...drawn.map((element) => Number.parseFloat(getComputedStyle(element).outlineWidth)));
  });
}

describeBrowser('a keyboard alone', (visit) => {
  it('chooses model and picture, another label, less of the map, and ten in a row', async () => {
    const { page } = await visit('desktop');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent.trim())).toBe('Skip to the picture');
    expect(await page.locator('.skip').evaluate((link) => link.getBoundingClientRect().top)).toBe(0);
    await page.keyboard.press('Enter');

    await tabTo(page, '#file');
    expect(await ringOf(page)).toBeGreaterThanOrEqual(2);
    await tabTo(page, 'input[name=model]');
    expect(await ringOf(page)).toBeGreaterThanOrEqual(2);
    await page.keyboard.press('ArrowRight');
    await tabTo(page, '[data-sample=panda]');
    await page.keyboard.press('Enter');
    expect(await answerOf(page)).toBe('giant panda');
    expect(await page.locator('.by').innerText()).toBe('MobileNetV3-Small (distilled)');

    await page.locator('#main').evaluate((main) => {
      main.tabIndex = -1;
      main.focus();
    });
    await tabTo(page, '#strength');
    const before = await page.locator('#strength').inputValue();
    await page.keyboard.press('ArrowLeft');
    expect(Number(await page.locator('#strength').inputValue())).toBe(Number(before) - 1);
    await tabTo(page, '.bars li:nth-child(2) button');
    expect(await ringOf(page)).toBeGreaterThanOrEqual(2);
    await page.keyboard.press(' ');
    expect(await page.locator('.bars li:nth-child(2) button').getAttribute('aria-pressed')).toBe('true');
    await tabTo(page, '[data-act=ten]');
    await page.keyboard.press('Enter');
    await page.locator('.ten').waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-act'))).toBe('ten');
  });
});
