import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';

import { panda } from './kit/pictures.ts';
import { answerOf, describeBrowser } from './kit/page.ts';

/** What can be seen of an element beside its text. */
const looksOf = (page: Page, selector: string): Promise<string[]> =>
  page.locator(selector).evaluateAll((elements) =>
    elements.map((element) => {
      const { backgroundColor, borderTopColor, textDecorationLine } = getComputedStyle(element);
      // White that is seen through is white as well.
      const seen = backgroundColor.replace(/^rgba\((.*), 0\)$/, 'rgb($1)');
      return [seen, borderTopColor, textDecorationLine].join(' ');
    }),
  );

describeBrowser('where the system decides on colours', (visit) => {
  it.each(['light', 'dark'] as const)('what is chosen can be told from what is not, in %s', async (colorScheme) => {
    const { page } = await visit('phone', { forcedColors: 'active', colorScheme });
    const [chosen] = await looksOf(page, '.models .segment input:checked + span');
    expect(await looksOf(page, '.models .segment input:not(:checked) + span')).not.toContain(chosen);
    await page.setInputFiles('#file', await panda());
    await answerOf(page);
    const [pressed] = await looksOf(page, '.bar[aria-pressed=true]');
    expect(await looksOf(page, '.bar[aria-pressed=false]')).not.toContain(pressed);
    await page.goto('/compare');
    const [current] = await looksOf(page, 'nav a[aria-current]');
    expect(await looksOf(page, 'nav a:not([aria-current])')).not.toContain(current);
  });
});
