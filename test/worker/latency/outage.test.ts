import { afterEach, describe, expect, it, vi } from 'vitest';

import { problem } from '../api.ts';
import { Deployment, withoutLedger } from './deployment.ts';
import { parsePrometheus } from './prometheus-parser.ts';

const MODEL = 'mobilenetv3_small';
/** How long the Worker waits for a ledger, in ms. */
const PATIENCE = 2000;

let deployment: Deployment | undefined;

afterEach(async () => {
  await deployment?.server.close();
});

/** The Worker with these classes of another Worker as its ledger. */
async function deployWith(ledger: string, locations: string): Promise<Deployment> {
  const script_name = 'broken-ledger';
  const bindings = [
    { name: 'LEDGER', class_name: ledger, script_name },
    { name: 'LOCATIONS', class_name: locations, script_name },
  ];
  const classes = ['FullLedger', 'SlowLedger', 'TwoLocations', 'NoLocations'];
  deployment = new Deployment([
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
  await deployment.start();
  return deployment;
}

/** The quickest of a few classifications in ms, which are all checked. */
async function quickest(to: Deployment): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 4; i++) {
    const begin = performance.now();
    const answer = await to.classify(MODEL, 'FRA');
    times.push(performance.now() - begin);
    expect(answer.predictions[0]?.index).toBe(388);
  }
  return Math.min(...times);
}

describe('a classification', () => {
  it('succeeds without a ledger', async () => {
    deployment = new Deployment([withoutLedger()]);
    await deployment.start();
    await quickest(deployment);
    expect(deployment.logged('sample_lost')).toEqual([]);
    for (const path of ['/v1/latency', '/metrics']) {
      const response = await deployment.get(path);
      expect(response.status).toBe(503);
      expect(await problem(response)).toMatchObject({
        type: '/problems/ledger-unavailable',
        detail: 'This deployment keeps no record of latencies.',
      });
    }
  });

  it('succeeds with a full ledger, and the log names what was lost', async () => {
    const full = await deployWith('FullLedger', 'NoLocations');
    await quickest(full);
    await vi.waitFor(() => {
      expect(full.logged('sample_lost')).toHaveLength(4);
    }, 30_000);
    expect(full.logged('sample_lost')[0]).toContain('SQLITE_FULL');
    expect(full.logged('sample_lost')[0]).toContain(`"model":"${MODEL}"`);
  });

  it('does not wait for a ledger that never answers', async () => {
    const slow = await deployWith('SlowLedger', 'TwoLocations');
    // Had one of them waited, none would have been quicker than the Worker's patience.
    expect(await quickest(slow)).toBeLessThan(PATIENCE);
    await vi.waitFor(() => {
      expect(slow.logged('sample_lost')).toHaveLength(4);
    }, 30_000);
    expect(slow.logged('sample_lost')[0]).toContain(`no answer within ${PATIENCE} ms`);
  });
});

describe('GET /v1/latency and GET /metrics', () => {
  it('answer without a location that does not, and name it', async () => {
    const slow = await deployWith('SlowLedger', 'TwoLocations');
    expect(await slow.latency()).toMatchObject({ groups: [], locations: 1, complete: false, missing: ['SLO'] });
    const families = parsePrometheus(await (await slow.get('/metrics')).text());
    const values = (name: string): unknown => families.get(name)?.lines.map(({ labels, value }) => [labels, value]);
    expect(values('edgelens_ledger_up')).toEqual([
      [{ location: 'FRA' }, 1],
      [{ location: 'SLO' }, 0],
    ]);
    expect(values('edgelens_ledger_samples')).toEqual([[{ location: 'FRA' }, 7]]);
  });

  it('say that they cannot when it is not known where to ask', async () => {
    const full = await deployWith('FullLedger', 'NoLocations');
    for (const path of ['/v1/latency', '/metrics']) {
      const response = await full.get(path);
      expect(response.headers.get('Retry-After')).toBe('1');
      expect(await problem(response)).toMatchObject({ type: '/problems/ledger-unavailable', status: 503 });
    }
  });
});
