import { expect, it } from 'vitest';

import { describeBrowser } from './kit/page.ts';

describeBrowser('the page of the four axes', (visit) => {
  it.each(['phone', 'desktop'] as const)('advises by a form, without scripts, on a %s', async (device) => {
    const { page, requests, faults } = await visit(device, { path: '/compare', javaScriptEnabled: false });
    await page.getByLabel('Task', { exact: true }).selectOption('Agriculture, in the field');
    await page.getByLabel('Files, at most MiB').fill('12');
    await page.getByRole('button', { name: 'Advise me' }).click();
    await page.waitForURL(/use_case=agriculture/);
    expect(await page.locator('.winner').innerText()).toMatch(
      /^Take EfficientNet-B0 \(int8\) \(efficientnet_b0_int8\): .* ms warm in simd, .* MiB of files\. The next/,
    );
    for (const each of await page.locator('.ranking summary').all()) await each.click();
    const advised = await page.locator('.ranking ol > li strong').allInnerTexts();
    // In int8 it is about as fast as a MobileNetV3-Large; both variants are far more accurate than the stand-in.
    expect(advised[0]).toBe('efficientnet_b0_int8');
    expect(advised).toContain('mobilenetv3_small_100.lamb_in1k');
    expect(advised.filter((name) => /^efficientnet_b0_|^mobilenetv3_small_distilled$/.test(name))).toEqual([
      expect.stringMatching(/^efficientnet_b0_(int8|w8)$/),
      expect.stringMatching(/^efficientnet_b0_(int8|w8)$/),
      'mobilenetv3_small_distilled',
    ]);
    expect(advised).not.toContain('efficientnet_b0');
    expect(await page.locator('.rejected-models').innerText()).toMatch(/^\d+ miss a limit/);
    // The form keeps its values.
    expect(await page.getByLabel('Files, at most MiB').inputValue()).toBe('12');
    expect(await page.getByLabel('Task', { exact: true }).inputValue()).toBe('agriculture');
    expect(await page.locator('.panel circle:visible').count()).toBeGreaterThanOrEqual(16);
    expect(await page.locator('tbody tr').count()).toBeGreaterThanOrEqual(8);
    expect(faults).toEqual([]);
    expect(new Set(requests.map((url) => new URL(url).origin)).size).toBe(1);
  });

  it('begins with a chart that can be read on a phone', async () => {
    const { page } = await visit('phone', { path: '/compare?use_case=medical' });
    const chart = await page.locator('.panel:visible').first().boundingBox();
    expect(chart?.y).toBeLessThan(844 / 2);
    const heights = await page
      .locator('.panel:visible text')
      .evaluateAll((texts) => texts.map((text) => text.getBoundingClientRect().height));
    expect(heights.length).toBeGreaterThan(40);
    // A line of 12 pixels is about 14 high.
    expect(Math.min(...heights)).toBeGreaterThan(12);
  });

  it('counts bytes in one unit', async () => {
    const { page } = await visit('desktop', { path: '/compare?max_model_mb=5&min_top1=80' });
    const text = await page.locator('main').innerText();
    expect(text).toMatch(/files \d+\.?\d* MiB, above 4\.77/);
    expect(text).not.toMatch(/\b(MB|KiB|GB|kB)\b/);
  });

  it('says what comes nearest when nothing fits, and what cannot be asked', async () => {
    const { page } = await visit('phone', { path: '/compare?max_model_mb=5&min_top1=80' });
    expect(await page.locator('.advice').innerText()).toContain('Nothing keeps all limits.');
    const response = await page.goto('/compare?min_top1=0.75&heat_map=yes');
    expect(response?.status()).toBe(400);
    expect(await page.getByRole('alert').innerText()).toBe(
      'Some of these values are not valid. Top-1 on ImageNet, at least %: a number of percent from 1 to 100; ' +
        'with heat maps: true or false.',
    );
  });

  it.each([
    ['medical', '?use_case=medical&max_model_mb=60', '.advice', '推奨は '],
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
