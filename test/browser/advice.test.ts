import { expect, it } from 'vitest';

import { describeBrowser } from './kit/page.ts';

describeBrowser('the page of the four axes', (visit) => {
  it.each(['phone', 'desktop'] as const)('advises by a form, without scripts, on a %s', async (device) => {
    const { page, requests, faults } = await visit(device, { path: '/compare', javaScriptEnabled: false });
    await page.getByLabel('Task').selectOption('Agriculture, in the field');
    await page.getByLabel('Files, at most MB').fill('12');
    await page.getByRole('button', { name: 'Advise me' }).click();
    await page.waitForURL(/use_case=agriculture/);
    const advised = await page.locator('.advice ol > li strong').allInnerTexts();
    // In int8 it is about as fast as a MobileNetV3-Large; both variants are far more accurate than the stand-in.
    expect(advised[0]).toBe('efficientnet_b0_int8');
    expect(advised).toContain('mobilenetv3_small_100.lamb_in1k');
    expect(advised.filter((name) => /^efficientnet_b0_|^mobilenetv3_small_distilled$/.test(name))).toEqual([
      expect.stringMatching(/^efficientnet_b0_(int8|w8)$/),
      expect.stringMatching(/^efficientnet_b0_(int8|w8)$/),
      'mobilenetv3_small_distilled',
    ]);
    expect(advised).not.toContain('efficientnet_b0');
    expect(await page.locator('.advice details').innerText()).toMatch(/^\d+ miss a limit/);
    // The form keeps its values.
    expect(await page.getByLabel('Files, at most MB').inputValue()).toBe('12');
    expect(await page.getByLabel('Task').inputValue()).toBe('agriculture');
    expect(await page.locator('.chart svg circle').count()).toBeGreaterThanOrEqual(16);
    expect(await page.locator('tbody tr').count()).toBeGreaterThanOrEqual(8);
    expect(faults).toEqual([]);
    expect(new Set(requests.map((url) => new URL(url).origin)).size).toBe(1);
  });

  it('needs no sideways scrolling of the page, on a phone either', async () => {
    const { page } = await visit('phone', { path: '/compare?use_case=medical' });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  });

  it('says what comes nearest when nothing fits, and what cannot be asked', async () => {
    const { page } = await visit('phone', { path: '/compare?max_model_mb=5&min_top1=80' });
    expect(await page.locator('.advice').innerText()).toContain('Nothing keeps all limits.');
    const response = await page.goto('/compare?min_top1=0.75&heat_map=yes');
    expect(response?.status()).toBe(400);
    expect(await page.getByRole('alert').innerText()).toBe(
      'Some of these values are not valid. min_top1: a number of percent from 1 to 100; heat_map: true or false.',
    );
  });

  it.each([
    ['medical', '?use_case=medical&max_model_mb=60', '.advice', '第一候補は '],
    ['nothing that fits', '?max_model_mb=5&min_top1=80', '.advice', 'すべての条件を満たすモデルはありません。'],
    ['what cannot be asked', '?min_top1=0.75&use_case=art', '.failure', '「用途」：医療、農業（現場）、品質検査、'],
  ])('speaks Japanese throughout, of %s', async (_, query, place, expected) => {
    const { page } = await visit('phone', { path: `/compare${query}`, locale: 'ja' });
    expect(await page.locator(place).innerText()).toContain(expected);
    const texts = await page.evaluate(() => {
      const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
      const found: string[] = [];
      while (walker.nextNode() !== null) {
        const { parentElement: parent, nodeValue } = walker.currentNode as Text;
        if (parent?.closest('[lang]')?.getAttribute('lang') === 'ja') found.push(nodeValue ?? '');
      }
      return found;
    });
    expect(texts.length).toBeGreaterThan(100);
    // Names of engines and units are single words; the benchmark's name has two.
    const benchmark = 'ImageNet top-1';
    expect(texts.filter((text) => /[a-z]+[,;:]? [a-z]+/i.test(text.replaceAll(benchmark, '')))).toEqual([]);
    expect(texts.join('')).not.toMatch(/[{}`]/);
  });
});
