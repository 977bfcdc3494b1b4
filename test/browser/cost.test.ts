import { expect, it } from 'vitest';

import { FIGURE } from './kit/figure.ts';
import { panda } from './kit/pictures.ts';
import { answerOf, describeBrowser } from './kit/page.ts';

describeBrowser('the cost', (visit) => {
  it('is that of a cold start, then of warm ones, each a dot of its own kind', async () => {
    const { page } = await visit('desktop');
    await page.getByLabel('MobileNetV3-Small (distilled)', { exact: false }).first().check();
    await page.setInputFiles('#file', await panda());
    await answerOf(page);

    const [response] = await Promise.all([
      page.waitForResponse((answer) => answer.url().includes('fresh=session')),
      page.getByRole('button', { name: 'Force a cold start' }).click(),
    ]);
    const { start, timings, memory } = (await response.json()) as {
      start: { kind: string; session: string };
      timings: { total_ms: number; phases_ms: { load: number; infer: number } };
      memory: { used_bytes: number };
    };
    expect(start).toMatchObject({ kind: 'cold', session: 'created' });
    await page.locator('.cost .badge-cold').waitFor();
    await page.locator('.span-render').waitFor({ state: 'attached' });
    expect(await page.locator('.start').innerText()).toContain('The model had to be loaded');
    const row = (phase: string): Promise<string> => page.locator(`tr:has(.span-${phase}) td:last-child`).innerText();
    expect(await row('load')).toBe(new Intl.NumberFormat('en').format(timings.phases_ms.load));
    expect(await row('infer')).toBe(new Intl.NumberFormat('en').format(timings.phases_ms.infer));
    expect(await page.locator('.memory p').innerText()).toContain(
      `${(memory.used_bytes / 1024 ** 2).toFixed(1)} MiB of 128 MiB in use`,
    );

    const cold = await page.locator('.history .dots .dot-cold').count();
    const warm = await page.locator('.history .dots .dot-warm').count();
    await page.getByRole('button', { name: 'Ask again' }).click();
    await page.locator('.cost .badge-warm').waitFor();
    expect(await page.locator('.start').innerText()).toContain('Engine and model were there already');
    expect(await page.locator('.history .dots .dot-cold').count()).toBe(cold);
    expect(await page.locator('.history .dots .dot-warm').count()).toBe(warm + 1);
    expect(await page.locator('.history figcaption').innerText()).toMatch(
      new RegExp(`^MobileNetV3-Small \\(distilled\\): ${cold} cold, median ${FIGURE} ms, ${warm + 1} warm, median `),
    );
  });

  it('keeps two clocks apart, and lays phases end to end', async () => {
    const { page } = await visit('phone');
    await page.setInputFiles('#camera', await panda());
    await answerOf(page);
    expect(await page.locator('.waterfall caption').allInnerTexts()).toEqual([
      "This browser's clock, ms",
      "The server's clock, ms rpc, steps of 1 ms",
    ]);
    const ends = await page
      .locator('.waterfall table')
      .nth(1)
      .locator('rect')
      .evaluateAll((rects) =>
        rects.map((rect) => {
          const [x, width] = ['x', 'width'].map((name) => Number.parseFloat(rect.getAttribute(name) ?? ''));
          return [x ?? 0, (x ?? 0) + (width ?? 0)] as const;
        }),
      );
    for (const [i, [begin]] of ends.entries()) {
      if (i > 1) expect(begin).toBeCloseTo(ends[i - 1]?.[1] ?? 0, 1);
    }
    expect(Math.max(...ends.map(([, end]) => end))).toBeLessThanOrEqual(100.01);
  });

  it('of ten in a row is ten more dots and a sentence', async () => {
    const { page, requests } = await visit('phone');
    await page.getByLabel('MobileNetV3-Small (distilled)', { exact: false }).first().check();
    await page.setInputFiles('#camera', await panda());
    await answerOf(page);
    await page.getByRole('button', { name: 'Measure ten in a row' }).click();
    await page.locator('.ten').waitFor();
    expect(await page.locator('.ten').innerText()).toMatch(
      new RegExp(
        `^10 in a row: median ${FIGURE} ms, ${FIGURE} ms to ${FIGURE} ms here; ${FIGURE} ms at the server\\.$`,
      ),
    );
    expect(await page.locator('.history .dots .dot').count()).toBe(11);
    expect(await page.locator('.history tbody tr').count()).toBe(11);
    expect(requests.filter((url) => url.includes('/v1/classify'))).toHaveLength(11);
    // The button that was pressed keeps the focus.
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-act'))).toBe('ten');
  });

  it('of another model is asked for when another is chosen', async () => {
    const { page } = await visit('phone');
    await page.setInputFiles('#camera', await panda());
    await answerOf(page);
    expect(await page.locator('.by').innerText()).toBe('EfficientNet-B0');
    await page.getByLabel('MobileNetV3-Small (distilled)', { exact: false }).first().check();
    await page.locator('.by', { hasText: 'MobileNetV3-Small (distilled)' }).waitFor();
    expect(await page.locator('.history .dots').count()).toBe(2);
  });
});
