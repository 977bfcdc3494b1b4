import { describe, expect, it } from 'vitest';

import { LIMITS } from '../../../../src/api/protection/limits.ts';
import { Conformance } from '../../kit/openapi/conformance.ts';
import { type Description, placesOf } from '../../kit/openapi/description.ts';
import { deploy, type Deployment } from '../../kit/deployment.ts';

const KEYS = { vars: { REQUIRE_KEY: 'true' }, secrets: { API_KEYS: 'a-key-of-the-shop-around-the-corner' } };
const TURNSTILE = {
  vars: { TURNSTILE_SITE_KEY: '0x4AAAAAAA-our-widget', TURNSTILE_VERIFY_URL: 'http://127.0.0.1:9/siteverify' },
  secrets: { TURNSTILE_SECRET: 'a-secret-of-the-widget' },
};

describe('as the description has it, a deployment that requires a key', () => {
  const worker = deploy(KEYS);

  it('refuses who sends none', async () => {
    await expectDescribed(worker, 401);
  });

  it('refuses who asks too often', async () => {
    let status = 401;
    for (let i = 0; status === 401 && i < 20 * LIMITS.compute.limit; i++) {
      ({ status } = await worker.send('/v1/classify', { method: 'POST' }));
    }
    await expectDescribed(worker, 429);
  });
});

describe('as the description has it, a deployment with Turnstile', () => {
  const worker = deploy(TURNSTILE);

  it('refuses who sends no token', async () => {
    await expectDescribed(worker, 403);
  });

  it('refuses a token that cannot be verified', async () => {
    await expectDescribed(worker, 503, { 'X-Turnstile-Token': 'x' });
  });
});

/** Asks each operation that runs a model, and expects this status and nothing that is not described. */
async function expectDescribed(
  worker: Deployment,
  status: number,
  headers: Record<string, string> = {},
): Promise<void> {
  const description = (await (await worker.send('/openapi.json')).json()) as Description;
  const conformance = new Conformance(description);
  for (const place of placesOf(description)) {
    if (place.method !== 'post' || place.operation.operationId === 'verify') continue;
    const response = await worker.send(place.path, { method: 'POST', headers });
    expect([place.path, response.status]).toEqual([place.path, status]);
    expect(await conformance.faultsOfAnswer(place, response)).toEqual([]);
  }
}
