import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { request as ask } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

import { expect, it, onTestFinished } from 'vitest';

import { openHttps } from '../../scripts/start/https/open.ts';
import { temporaryFolder } from '../unit/scripts/models/temporary.ts';
import { sharedOrigin } from '../worker/kit/shared-worker.ts';
import { describeBrowser } from './kit/page.ts';

/** The Worker of the tests by HTTPS, with a certificate as `npm start -- --phone` makes it. @returns its origin */
async function serveByHttps(): Promise<string> {
  const { identity } = await openHttps(['127.0.0.1'], temporaryFolder());
  const pem = readFileSync(identity);
  const server = createServer({ key: pem, cert: pem }, (request, response) => {
    const { method, headers, url = '/' } = request;
    const forwarded = ask(new URL(url, sharedOrigin()), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(forwarded);
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describeBrowser('behind a certificate that the visitor accepted in spite of the warning', (visit) => {
  it('there is a camera, but no service worker, as npm start -- --phone says', async () => {
    const path = await serveByHttps();
    const { page } = await visit('phone', { path, ignoreHTTPSErrors: true, serviceWorkers: 'allow' });
    expect(await page.evaluate(() => isSecureContext && 'mediaDevices' in navigator)).toBe(true);
    const refusal = await page.evaluate(() =>
      navigator.serviceWorker.register('/service-worker.js').then(
        () => 'registered',
        (error: unknown) => String(error),
      ),
    );
    expect(refusal).toContain('An SSL certificate error occurred when fetching the script');
    await expect(visit('phone', { path })).rejects.toThrow('ERR_CERT_AUTHORITY_INVALID');
  });
});
