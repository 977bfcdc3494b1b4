import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';

import type { LatencyAnswer } from '../../src/contract/latency.ts';
import { deploy } from '../worker/kit/deployment.ts';
import { FIGURE, figureOf } from './kit/figure.ts';
import { panda } from './kit/pictures.ts';
import { describeBrowser } from './kit/page.ts';

/** Sends a picture, with a forced cold start or without, and waits until the ledger has the sample. */
async function ask(page: Page, { fresh = false, engine = 'onnxruntime' } = {}): Promise<void> {
  const before = await count(page);
  const data = (await panda()).buffer;
  const query = fresh ? '&fresh=session' : '';
  const headers = { 'Content-Type': 'image/jpeg' };
  const response = await page.request.post(`/v1/classify?model=mobilenetv3_small_distilled&engine=${engine}${query}`, {
    data,
    headers,
  });
  expect(response.status()).toBe(200);
  await expect.poll(() => count(page)).toBeGreaterThan(before);
}

async function latency(page: Page): Promise<LatencyAnswer> {
  return (await (
    await page.request.get('/v1/latency?model=mobilenetv3_small_distilled&phase=all')
  ).json()) as LatencyAnswer;
}

async function count(page: Page): Promise<number> {
  const { groups } = await latency(page);
  return groups.filter(({ phase }) => phase === 'total').reduce((sum, group) => sum + group.count, 0);
}

/** The number of warm requests on an engine. */
async function countOf(page: Page, engine: string): Promise<number> {
  const { groups } = await latency(page);
  return (
    groups.find((group) => group.phase === 'total' && group.start === 'warm' && group.engine === engine)?.count ?? 0
  );
}

const PATH = '/latency?model=mobilenetv3_small_distilled';

/** What marks a figure of few requests. */
const FEW = /\s*(\*\s*\()?few: \d+\)?$/;

/** The end of the ratio's term is another. */
const COUNT = new RegExp(`^(${FIGURE}) (?:cold|warm)`);

/** The number of requests on the model's card, cold and warm together. */
async function shown(page: Page): Promise<number> {
  const texts = await page.locator('.timed').first().locator('.totals dt').allInnerTexts();
  return texts.reduce((sum, text) => sum + figureOf(COUNT.exec(text.trim())?.[1] ?? '0'), 0);
}

describeBrowser('the dashboard', (visitShared) => {
  // One of its own: no other file adds to its ledger between two looks.
  const worker = deploy({ vars: { RATE_LIMIT: 'off', ALLOW_DISTURBANCE: 'true' } });
  const visit: typeof visitShared = (device, options) => visitShared(device, { baseURL: worker.origin, ...options });

  it.each(['phone', 'desktop'] as const)('shows cold and warm requests of the ledger, on a %s', async (device) => {
    const { page, faults, requests } = await visit(device, { path: '/' });
    await ask(page, { fresh: true });
    await ask(page);
    await page.getByRole('link', { name: 'Latency' }).click();
    await page.getByRole('heading', { name: 'Latency, cold and warm' }).waitFor();
    await page.getByLabel('Model').selectOption('MobileNetV3-Small (distilled)');
    await page.waitForURL(/model=mobilenetv3_small_distilled/);
    await expect.poll(() => page.locator('.timed').count()).toBe(1);
    const { groups } = await latency(page);
    for (const { phase, start, p50_ms, p95_ms, p99_ms } of groups) {
      const rows = page.locator('.phases tbody', { hasText: phase === 'rpc' ? 'empty call' : phase }).locator('tr');
      const row = rows.filter({ hasText: start });
      const cells = await row.locator('td').allInnerTexts();
      expect(
        cells.slice(1).map((cell) => figureOf(cell.replace(FEW, ''))),
        `${phase} ${start}`,
      ).toEqual([p50_ms, p95_ms, p99_ms]);
    }
    const median = (start: string): number =>
      groups.find((each) => each.phase === 'total' && each.start === start)?.p50_ms ?? Number.NaN;
    const ratio = await page.locator('.totals dd').nth(2).innerText();
    expect(ratio.replace(FEW, '')).toBe(`${(median('cold') / median('warm')).toFixed(1)} ×`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(device === 'phone' ? 390 : 1280);
    expect(faults).toEqual([]);
    expect(new Set(requests.map((url) => new URL(url).origin)).size).toBe(1);
  });

  it('is refreshed while somebody looks, keeps what was opened, and can be paused', async () => {
    const { page } = await visit('desktop', { path: PATH });
    await page.clock.install();
    await page.reload();
    await ask(page);
    await page.clock.runFor(11_000);
    await expect.poll(() => shown(page)).toBe(await count(page));
    const table = page.locator('details[id^=numbers-mobilenetv3_small_distilled]').first();
    await table.locator('summary').click();

    await ask(page);
    await page.clock.runFor(11_000);
    await expect.poll(() => shown(page)).toBe(await count(page));
    expect(await table.getAttribute('open')).not.toBeNull();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('As a table');

    await page.getByRole('button', { name: 'Pause' }).click();
    const before = await shown(page);
    await ask(page);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.clock.runFor(31_000);
    expect(asked).toEqual([]);
    expect(await shown(page)).toBe(before);
    expect(await page.locator('#live').innerText()).toMatch(/^As of /);
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect.poll(() => shown(page)).toBe(await count(page));
  });

  it('shows what was chosen before its script ran', async () => {
    const { page } = await visit('desktop', { path: '/' });
    let run = (): void => undefined;
    const chosen = new Promise<void>((resolve) => (run = resolve));
    await page.route('**/static/latency-*.js', async (route) => {
      await chosen;
      await route.continue();
    });
    await page.goto('/latency', { waitUntil: 'commit' });
    await page.getByLabel('Charts of').selectOption('infer');
    run();
    await page.waitForURL(/phase=infer/);
    await page.getByRole('heading', { name: 'How many took how long: infer' }).first().waitFor();
  });

  it.each([true, false])('has one card open at a time on a phone, with scripts: %s', async (javaScriptEnabled) => {
    const { page } = await visit('phone', { path: '/latency', javaScriptEnabled });
    await ask(page);
    await ask(page, { engine: 'simd' });
    await page.goto(PATH);
    const cards = page.locator('.timed');
    const open = (): Promise<boolean[]> =>
      cards.evaluateAll((all) => all.map((card) => (card as HTMLDetailsElement).open));
    expect(await open()).toEqual([true, false]);
    expect(await page.locator('.plot:visible').count()).toBe(2);
    expect(await cards.nth(1).locator('summary').first().innerText()).toMatch(/(?:cold|warm) [\d,]+ ms few: \d/);
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(4 * 844);
    await cards.nth(1).locator('summary').first().focus();
    await page.keyboard.press('Enter');
    expect(await open()).toEqual([false, true]);
    expect(await page.locator('.plot:visible').count()).toBe(2);
    if (!javaScriptEnabled) return;
    await page.clock.install();
    await page.reload();
    await cards.nth(1).locator('summary').first().click();
    await ask(page, { engine: 'simd' });
    await page.clock.runFor(11_000);
    await expect
      .poll(() => cards.nth(1).locator('.totals').innerText())
      .toContain(`${await countOf(page, 'simd')} warm, median`);
    expect(await open()).toEqual([false, true]);
    // Another choice, of which that card is no part, opens its own first one.
    const headers = { 'Content-Type': 'image/jpeg' };
    const query = 'model=efficientnet_b0&engine=simd';
    await page.request.post(`/v1/classify?${query}`, { data: (await panda()).buffer, headers });
    await expect
      .poll(async () => (await page.request.get('/latency?model=efficientnet_b0')).text())
      .toContain('id="card-efficientnet_b0-simd"');
    await page.getByLabel('Model').selectOption('EfficientNet-B0');
    await page.locator('#card-efficientnet_b0-simd').waitFor();
    expect(await open()).toEqual([true]);
  });

  it('shows all cards on a desktop, each of which folds by itself and stays so', async () => {
    const { page } = await visit('desktop', { path: '/latency' });
    await ask(page);
    await ask(page, { engine: 'simd' });
    await page.clock.install();
    await page.goto(PATH);
    const cards = page.locator('.timed');
    await expect.poll(() => cards.nth(1).getAttribute('name')).toBeNull();
    expect(await page.locator('.plot:visible').count()).toBe(4);
    await cards.nth(0).locator('summary').first().click();
    expect(await page.locator('.plot:visible').count()).toBe(2);
    const [, second] = await cards.elementHandles();
    await page.clock.runFor(11_000);
    await expect.poll(() => second?.evaluate((card) => card.isConnected)).toBe(false);
    expect(await page.locator('.plot:visible').count()).toBe(2);
    // A window that is made narrow has room for one.
    await cards.nth(0).locator('summary').first().click();
    await page.setViewportSize({ width: 600, height: 900 });
    await expect.poll(() => page.locator('.timed[open]').count()).toBe(1);
    await page.setViewportSize({ width: 1280, height: 900 });
    await expect.poll(() => page.locator('.timed[open]').count()).toBe(2);
  });

  it('shows all cards on a desktop without scripts, too', async () => {
    const { page } = await visit('desktop', { path: '/latency', javaScriptEnabled: false });
    await ask(page);
    await ask(page, { engine: 'simd' });
    await page.goto(PATH);
    expect(await page.locator('.plot:visible').count()).toBe(4);
  });

  it('says when the server cannot be asked, and goes on when it can', async () => {
    const { page } = await visit('phone', { path: PATH });
    await page.clock.install();
    await page.reload();
    await page.context().setOffline(true);
    await page.clock.runFor(11_000);
    await page.getByText('The server did not answer.').waitFor();
    await page.context().setOffline(false);
    await page.clock.runFor(11_000);
    await page.getByText(/^Refreshed every 10 s\. Last at /).waitFor();
  });

  it('works without scripts, by a form', async () => {
    const { page } = await visit('phone', { path: '/latency', javaScriptEnabled: false });
    await page.getByLabel('Window').selectOption('15 minutes');
    await page.getByLabel('Charts of').selectOption('infer');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.waitForURL(/window=15m/);
    expect(await page.getByLabel('Window').inputValue()).toBe('15m');
    expect(await page.locator('.view h3').nth(1).innerText()).toBe('How many took how long: infer');
    expect(await page.locator('#pause').isVisible()).toBe(false);
  });

  it('has charts whose figures can be read without seeing them', async () => {
    const { page } = await visit('desktop', { path: PATH });
    await ask(page);
    await page.reload();
    await page.getByText('As a table').first().click();
    const named = page.getByRole('img', {
      name: 'How many requests of MobileNetV3-Small (distilled) on onnxruntime took how long: total',
    });
    expect(await named.count()).toBe(1);
    const { groups } = await latency(page);
    const total = groups.find(({ phase, start }) => phase === 'total' && start === 'warm');
    const cells = await page.locator('.numbers table').first().locator('tbody td:last-child').allInnerTexts();
    expect(cells.reduce((sum, cell) => sum + figureOf(cell), 0)).toBe(total?.count);
  });
});
