import { readFile } from 'node:fs/promises';

import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';

import { panda } from './pictures.ts';
import { answerOf, describeBrowser } from './visit.ts';

const AXE = await readFile(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

/** What WCAG 2.2 AA and axe's own best practices find at fault. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const results = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run: (context: Document, options: object) => Promise<AxeResults> } };
    const values = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    return axe.run(document, { runOnly: { type: 'tag', values } });
  });
  expect(results.passes.length).toBeGreaterThan(10);
  return results.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}

const LOOKS = (['phone', 'desktop'] as const).flatMap((device) =>
  (['light', 'dark'] as const).map((colorScheme) => [device, colorScheme] as const),
);

describeBrowser('axe finds nothing', (visit) => {
  it.each(LOOKS)('on a %s in the %s', async (device, colorScheme) => {
    const { page } = await visit(device, { colorScheme });
    expect(await violations(page)).toEqual([]);
    await page.setInputFiles('#file', await panda());
    await answerOf(page);
    await page.getByText('As a table').click();
    expect(await violations(page)).toEqual([]);
    await page.setInputFiles('#file', { name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('text') });
    await page.getByRole('alert').waitFor();
    expect(await violations(page)).toEqual([]);
  });

  it.each(LOOKS)('in the comparison of models, on a %s in the %s', async (device, colorScheme) => {
    const { page } = await visit(device, { colorScheme, path: '/compare?use_case=medical&max_latency_ms=300' });
    expect(await violations(page)).toEqual([]);
  });

  it.each(LOOKS)('in the dashboard of latencies, on a %s in the %s', async (device, colorScheme) => {
    const { page } = await visit(device, { colorScheme });
    await page.setInputFiles('#file', await panda());
    await answerOf(page);
    // A sample is written after its answer went out.
    await expect.poll(async () => (await page.goto('/latency'), page.locator('.timed').count())).toBeGreaterThan(0);
    await page.getByText('As a table').first().click();
    expect(await violations(page)).toEqual([]);
  });

  it('in Japanese, and without scripts', async () => {
    const japanese = await visit('phone', { locale: 'ja' });
    expect(await violations(japanese.page)).toEqual([]);
    // The answer of a form; axe itself needs scripts, so only this form is sent as if there were none.
    const { page } = await visit('phone');
    await page.setInputFiles('#image', await panda());
    await Promise.all([
      page.waitForEvent('load'),
      page.evaluate(() => {
        document.querySelector<HTMLFormElement>('#picker')?.submit();
      }),
    ]);
    await page.locator('#answer-heading').waitFor();
    expect(await violations(page)).toEqual([]);
  });
});
