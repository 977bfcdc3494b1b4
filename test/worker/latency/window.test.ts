import { afterAll, beforeAll, expect, it, vi } from 'vitest';

import { PATIENCE } from '../../patience.ts';
import { Deployment } from './deployment.ts';

const deployment = new Deployment();
beforeAll(() => deployment.start());
afterAll(() => deployment.server.close());

const [HOUR, DAY] = [3_600_000, 86_400_000];

/** Runs SQL in the ledger of Frankfurt. */
async function sql(statement: string, ...values: unknown[]): Promise<Record<string, unknown>[]> {
  const storage = await deployment.server.getWorker().getDurableObjectStorage('Ledger', { name: 'FRA' });
  return storage.exec(statement, ...values);
}

/** Adds so many copies of the first sample, as those of a model, so many ms old. */
async function add(copies: number, model: string, age: number): Promise<void> {
  await sql(
    `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)
     INSERT INTO sample (time, model, start, engine, clock, resolution, format, bytes, wasm_heap, tiered, total)
     SELECT ?, ?, start, engine, clock, resolution, format, bytes, wasm_heap, tiered, total
     FROM sample, numbers WHERE id = 1`,
    copies,
    Date.now() - age,
    model,
  );
}

/** The window that the page says it has chosen, and the one that its form has. */
async function windowOf(query = ''): Promise<{ chosen: string | undefined; selected: string | undefined }> {
  const html = await (await deployment.get(`/latency${query}`)).text();
  const [, form = ''] = /<select id="window" name="window">(.*?)<\/select>/s.exec(html) ?? [];
  return {
    chosen: /Window: ([^,<]*), the shortest that holds 90 % of the requests on record, or 2,000 of them\./.exec(
      html,
    )?.[1],
    selected: /<option value="([^"]*)" selected/.exec(form)?.[1],
  };
}

it('takes the window that fits what the ledger has, unless one is chosen', async () => {
  const nothing = await (await deployment.get('/latency')).text();
  expect(nothing).toContain('No such request is on record.');
  expect(nothing).not.toContain('Show the window that fits');

  await deployment.classify('mobilenetv3_small_distilled', 'FRA');
  await vi.waitFor(async () => {
    expect(await sql('SELECT id FROM sample')).toEqual([{ id: 1 }]);
  }, PATIENCE);
  expect(await windowOf()).toEqual({ chosen: '15 minutes', selected: '' });

  // Older samples come first, as in life.
  await sql('UPDATE sample SET time = ?', Date.now() - 20 * DAY);
  expect((await windowOf()).chosen).toBe('30 days');
  await add(8, 'efficientnet_b0', 3 * HOUR);
  expect((await windowOf()).chosen).toBe('30 days');
  expect((await windowOf('?model=efficientnet_b0')).chosen).toBe('24 hours');
  // Nine of ten, of which the old one is the tenth.
  await add(1, 'efficientnet_b0_w8', HOUR / 2);
  expect((await windowOf()).chosen).toBe('24 hours');
  expect((await windowOf('?model=mobilenetv3_small_distilled')).chosen).toBe('30 days');
  expect((await windowOf('?model=efficientnet_b0_w8')).chosen).toBe('1 hour');
  expect(await windowOf('?window=7d')).toEqual({ chosen: undefined, selected: '7d' });

  await add(20_000, 'mobilenetv3_small_distilled_w8', 20 * 60_000);
  await add(1999, 'mobilenetv3_small_distilled_w8', 60_000);
  expect((await windowOf()).chosen).toBe('1 hour');
  await add(1, 'mobilenetv3_small_distilled_w8', 60_000);
  // Enough for every figure, although there are many more.
  expect((await windowOf()).chosen).toBe('15 minutes');
  expect((await windowOf('?model=mobilenetv3_small_distilled_w8')).chosen).toBe('15 minutes');
  const { window_s } = await deployment.latency();
  expect(window_s).toBe(86_400);
});
