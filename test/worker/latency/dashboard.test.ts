import { afterAll, beforeAll, expect, it } from 'vitest';

import { Deployment, withoutLedger } from './deployment.ts';

const deployment = new Deployment();

beforeAll(async () => {
  await deployment.start();
  for (let i = 0; i < 3; i++) await deployment.classify('mobilenetv3_small_distilled', 'FRA');
  await deployment.settle(3);
});

afterAll(() => deployment.server.close());

/** The text of an element without its tags. */
const textOf = (html: string): string =>
  html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** Whole milliseconds as the page writes them: with a comma from 1,000 on. */
const written = (ms: number): string => ms.toLocaleString('en');

it('shows what /v1/latency says, of the same requests', async () => {
  const { groups } = await deployment.latency('?phase=all');
  const response = await deployment.get('/latency');
  expect(response.status).toBe(200);
  expect(response.headers.get('Content-Type')).toContain('text/html');
  expect(response.headers.get('Cache-Control')).toBe('no-store');
  const html = await response.text();
  const phases = /<table class="phases">.*?<\/table>/s.exec(html)?.[0] ?? '';
  const rows = phases.split('<tr>').slice(2).map(textOf);
  expect(rows).toHaveLength(groups.length);
  for (const { start, count, p50_ms, p95_ms, p99_ms } of groups) {
    // One cold and two warm ones are few for each of them.
    const cells = [p50_ms, p95_ms, p99_ms].map((ms) => `${written(ms)} * (few: ${count})`);
    expect(rows.some((row) => row.endsWith(`${start} ${cells.join(' ')}`))).toBe(true);
  }
  const cold = groups.find(({ phase, start }) => phase === 'total' && start === 'cold');
  expect(textOf(html)).toContain(`1 cold, median ${written(cold?.p50_ms ?? NaN)} ms few: 1`);
  expect(textOf(html)).toContain('2 warm, median');
  // The same in the line that stays when the card is folded.
  const summary = textOf(/<summary>.*?<\/summary>/s.exec(html)?.[0] ?? '');
  expect(summary).toContain(`cold ${written(cold?.p50_ms ?? NaN)} ms few: 1 warm `);
  expect(html).toContain('Few means fewer than 10 for a median, 20 for a p95, 100 for a p99.');
  expect(/aria-label="Median of [^"]* over time: total. (\d) of \1 medians are of few requests"/.test(html)).toBe(true);
});

it('shows one model, one phase and another window, and keeps the choice in its form and in the other language', async () => {
  const response = await deployment.get('/latency?window=90m&model=efficientnet_b0&phase=infer');
  expect(response.status).toBe(200);
  const html = await response.text();
  expect(html).toContain('No request in this window.');
  expect(html).toContain('<option value="90m" selected="">90m</option>');
  expect(html).toContain('<option value="efficientnet_b0" selected="">');
  expect(html).toContain('<option value="infer" selected="">');
  expect(html).toContain('href="/latency?phase=infer&amp;window=90m&amp;model=efficientnet_b0&amp;lang=ja"');
  expect(textOf(html)).toContain('Show the window that fits');
  expect(html).toContain('href="/latency?phase=infer&amp;model=efficientnet_b0"');
  const japanese = await deployment.get('/latency?lang=ja&phase=infer');
  expect(await japanese.text()).toContain('所要時間の分布：推論');
});

it.each([
  ['window=soon', 'Window: a length of time of at most 30 days, such as 90s, 15m, 24h or 7d.'],
  ['window=90d', 'Window: a length of time of at most 30 days'],
  ['phase=think', 'Charts of: one of receive, queue, rpc'],
  ['model=alexnet', 'Model: one of efficientnet_b0, mobilenetv3_small_distilled'],
  ['model=alexnet&lang=ja', 'モデルは efficientnet_b0, mobilenetv3_small_distilled'],
])('says what is wrong with %s', async (query, text) => {
  const response = await deployment.get(`/latency?${query}`);
  expect(response.status).toBe(400);
  const html = await response.text();
  expect(textOf(html)).toContain(text);
  expect(html).toContain('<form id="filter"');
});

it('says that nothing is remembered where there is no ledger', async () => {
  const forgetful = new Deployment([withoutLedger()]);
  await forgetful.start();
  try {
    const response = await forgetful.get('/latency');
    expect(response.status).toBe(503);
    expect(textOf(await response.text())).toContain('This deployment keeps no record of latencies');
  } finally {
    await forgetful.server.close();
  }
});
