import { expect, it } from 'vitest';
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

import { webFile } from '../../src/web/web-files.ts';
import { describeBrowser } from './kit/page.ts';

const KIB = 1024;

describeBrowser('the page', (visit) => {
  it.each([
    // What pages share is in small files of its own.
    { path: '/', requests: 14, kib: 66 },
    { path: '/latency', requests: 5, kib: 40 },
    { path: '/compare', requests: 5, kib: 40 },
    { path: '/notebook', requests: 6, kib: 40 },
    { path: '/models/efficientnet_b0', requests: 5, kib: 40 },
    { path: '/docs', requests: 5, kib: 40 },
  ])('at $path is small enough for a slow network', async ({ path, ...most }) => {
    const { page, requests, faults } = await visit('phone', { path });
    await page.waitForLoadState('networkidle');
    const loaded = await Promise.all(
      [...new Set(requests)].map(async (url) => {
        const response = await fetch(url);
        const bytes = new Uint8Array(await response.arrayBuffer());
        const isText = /text|json|script|svg/.test(response.headers.get('Content-Type') ?? '');
        // Cloudflare compresses text on its way; workerd on this machine does not.
        return { path: new URL(url).pathname, bytes: isText ? gzipSync(bytes).byteLength : bytes.byteLength };
      }),
    );
    const sum = loaded.reduce((total, { bytes }) => total + bytes, 0);
    expect(loaded.map(({ path }) => path).filter((path) => path.startsWith('/v1/'))).toEqual([]);
    expect(loaded.length).toBeLessThanOrEqual(most.requests);
    expect(sum).toBeLessThan(most.kib * KIB);
    expect(faults).toEqual([]);
  });

  it('has scripts of less than 40 KB each, before compression', async () => {
    const started = [webFile('page.ts'), webFile('latency.ts'), webFile('notebook.ts'), '/static/service-worker.js'];
    for (const path of started) {
      const script = await readFile(new URL(`../../dist/assets${path}`, import.meta.url));
      expect(script.byteLength, path).toBeLessThan(40_000);
    }
  });

  it('has no inline style and no inline script', async () => {
    const { page } = await visit('desktop');
    const html = await (await fetch(page.url())).text();
    expect(html).not.toMatch(/ style=| on\w+=|<style/);
    expect(html.match(/<script(?![^>]*src=)[^>]*>/g)).toEqual(['<script type="application/json" id="page-data">']);
  });
});
