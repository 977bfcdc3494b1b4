import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { problem } from '../kit/api.ts';
import { Deployment, withoutLedger } from './deployment.ts';
import { parsePrometheus } from './prometheus-parser.ts';

const MODEL = 'mobilenetv3_small';
/** How long the Worker waits for a ledger, in ms. */
const PATIENCE = 2000;
const REQUESTS = 4;

/** The Worker with these classes of another Worker as its ledger. */
function deploymentWith(ledger: string, locations: string): Deployment {
  const script_name = 'broken-ledger';
  const bindings = [
    { name: 'LEDGER', class_name: ledger, script_name },
    { name: 'LOCATIONS', class_name: locations, script_name },
  ];
  const classes = ['FullLedger', 'SlowLedger', 'TwoLocations', 'NoLocations'];
  return new Deployment([
    withoutLedger({ durable_objects: { bindings } }),
    {
      config: {
        name: script_name,
        main: 'test/worker/fixtures/broken-ledger.ts',
        compatibility_date: '2026-10-20',
        durable_objects: { bindings: classes.map((name) => ({ name: name.toUpperCase(), class_name: name })) },
        migrations: [{ tag: 'v1', new_sqlite_classes: classes }],
      },
    },
  ]);
}

/** The quickest of a few classifications in ms, which are all checked. */
async function quickest(to: Deployment): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < REQUESTS; i++) {
    const begin = performance.now();
    const answer = await to.classify(MODEL, 'FRA');
    times.push(performance.now() - begin);
    expect(answer.predictions[0]?.index).toBe(388);
  }
  return Math.min(...times);
}

describe('without a ledger', () => {
  const deployment = new Deployment([withoutLedger()]);
  beforeAll(() => deployment.start());
  afterAll(() => deployment.server.close());

  it('a classification succeeds', async () => {
    await quickest(deployment);
    expect(deployment.logged('sample_lost')).toEqual([]);
  });

  it.each(['/v1/latency', '/metrics'])('%s says so', async (path) => {
    const response = await deployment.get(path);
    expect(response.status).toBe(503);
    expect(await problem(response)).toMatchObject({
      type: '/problems/ledger-unavailable',
      detail: 'This deployment keeps no record of latencies.',
    });
  });
});

describe('with a ledger that fails', () => {
  const deployment = deploymentWith('FullLedger', 'NoLocations');
  beforeAll(() => deployment.start());
  afterAll(() => deployment.server.close());

  it('a classification succeeds, and the log names what was lost', async () => {
    await quickest(deployment);
    await vi.waitFor(() => {
      expect(deployment.logged('sample_lost')).toHaveLength(REQUESTS);
    }, 30_000);
    expect(deployment.logged('sample_lost')[0]).toContain('SQLITE_FULL');
    expect(deployment.logged('sample_lost')[0]).toContain(`"model":"${MODEL}"`);
  });

  it.each(['/v1/latency', '/metrics'])('%s says so, and when to try again', async (path) => {
    const response = await deployment.get(path);
    expect(response.headers.get('Retry-After')).toBe('1');
    expect(await problem(response)).toMatchObject({ type: '/problems/ledger-unavailable', status: 503 });
  });
});

describe('with a ledger that never answers', () => {
  const deployment = deploymentWith('SlowLedger', 'TwoLocations');
  beforeAll(() => deployment.start());
  afterAll(() => deployment.server.close());

  it('a classification does not wait', async () => {
    // Had one of them waited, none would have been quicker than the Worker's patience.
    expect(await quickest(deployment)).toBeLessThan(PATIENCE);
    await vi.waitFor(() => {
      expect(deployment.logged('sample_lost')).toHaveLength(REQUESTS);
    }, 30_000);
    expect(deployment.logged('sample_lost')[0]).toContain(`no answer within ${PATIENCE} ms`);
  });

  it('/v1/latency and /metrics answer without that location, and name it', async () => {
    expect(await deployment.latency()).toMatchObject({ groups: [], locations: 1, complete: false, missing: ['SLO'] });
    const families = parsePrometheus(await (await deployment.get('/metrics')).text());
    const values = (name: string): unknown => families.get(name)?.lines.map(({ labels, value }) => [labels, value]);
    expect(values('edgelens_ledger_up')).toEqual([
      [{ location: 'FRA' }, 1],
      [{ location: 'SLO' }, 0],
    ]);
    expect(values('edgelens_ledger_samples')).toEqual([[{ location: 'FRA' }, 7]]);
  });
});
