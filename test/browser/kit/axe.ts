import { readFile } from 'node:fs/promises';

import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const AXE = await readFile(new URL('../../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * Violations of WCAG 2.2 AA and of axe's own best practices in a page. The page has to run scripts.
 * @throws Error if hardly anything could be checked
 */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const results = await page.evaluate(async (values) => {
    const { axe } = window as unknown as { axe: { run: (context: Document, options: object) => Promise<AxeResults> } };
    return axe.run(document, { runOnly: { type: 'tag', values } });
  }, STANDARDS);
  if (results.passes.length < 10) throw new Error(`only ${results.passes.length} rules could be checked`);
  return results.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}
