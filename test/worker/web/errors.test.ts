import { describe, expect, it } from 'vitest';

import { problemSchema } from '../../../src/contract/problem.ts';
import { request } from '../kit/api.ts';
import { fetchAnswer } from '../kit/fetch-answer.ts';
import { sharedOrigin } from '../kit/shared-worker.ts';

/** What browsers send when somebody opens an address: Chromium, Firefox, Safari. */
const VISITS = [
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7',
  'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
];

const PROGRAMS = [
  '*/*',
  'application/json',
  'application/problem+json',
  'application/json, text/html;q=0.9',
  'text/html;q=0, */*',
  'image/avif,image/webp,*/*;q=0.8',
];

const ask = (path: string, accept?: string, init: RequestInit = {}): Promise<Response> =>
  request(path, { ...init, headers: { ...(accept !== undefined && { Accept: accept }), 'Accept-Language': 'en' } });

describe('an error is a page', () => {
  it.each(VISITS)('for who asks for %s', async (accept) => {
    const response = await ask('/nothing', accept);
    expect(response.status).toBe(404);
    expect(response.headers.get('Content-Type')).toBe('text/html; charset=UTF-8');
    expect(response.headers.get('Vary')).toBe('Accept');
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    const page = await response.text();
    expect(page).toContain('<h1>There is nothing at this address</h1>');
    for (const path of ['/', '/latency', '/compare', '/notebook', '/models', '/docs'])
      expect(page).toContain(`href="${path}"`);
    expect(page).toContain(response.headers.get('X-Request-Id') ?? '?');
  });

  it.each([
    ['/models/nothing', 404, 'There is no model of that name.'],
    ['/problems/nothing', 404, 'There is nothing at this address'],
    ['/static/nothing.css', 404, 'There is nothing at this address'],
    ['/v1/models/nothing', 404, 'There is no model of that name.'],
    ['/v1/classify', 405, 'This address answers programs, not visits'],
    ['/v1/latency?window=soon', 400, 'The server answered with an error.'],
  ])('at %s with its status', async (path, status, text) => {
    const [visited, asked] = await Promise.all([ask(path, VISITS[0]), ask(path)]);
    expect([visited.status, asked.status]).toEqual([status, status]);
    expect(await visited.text()).toContain(text);
    expect(visited.headers.get('Allow')).toBe(asked.headers.get('Allow'));
    expect(problemSchema.parse(await asked.json()).status).toBe(status);
  });

  it('in the language of the visitor, which its link changes without repeating the address', async () => {
    const response = await fetchAnswer(`${sharedOrigin()}/nothing`, {
      headers: { Accept: VISITS[0] ?? '', 'Accept-Language': 'ja' },
    });
    expect(response.headers.get('Content-Language')).toBe('ja');
    const page = await response.text();
    expect(page).toContain('お探しのページはありません');
    expect(page).toContain('href="?lang=en"');
    expect(page).not.toContain('/nothing');
  });

  it('without a body for HEAD', async () => {
    const response = await ask('/nothing', VISITS[0], { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([404, '']);
    expect(response.headers.get('Content-Type')).toBe('text/html; charset=UTF-8');
  });
});

describe('an error is JSON', () => {
  it.each(PROGRAMS)('for a program that asks for %s', async (accept) => {
    const response = await ask('/nothing', accept);
    expect(response.headers.get('Content-Type')).toBe('application/problem+json');
    expect(response.headers.get('Vary')).toBe('Accept');
    expect(await response.json()).toEqual({
      type: '/problems/not-found',
      title: 'No such page',
      status: 404,
      detail: 'There is nothing at this path. The API is described at /docs.',
      request_id: response.headers.get('X-Request-Id'),
    });
  });

  it('for what is sent and not only asked for', async () => {
    const response = await ask('/v1/classify', VISITS[0], { method: 'POST' });
    expect(response.headers.get('Content-Type')).toBe('application/problem+json');
  });
});
