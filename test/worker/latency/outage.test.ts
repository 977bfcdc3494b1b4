import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { PATIENCE } from '../../patience.ts';
import { problem } from '../kit/api.ts';
import { Deployment, withoutLedger } from './deployment.ts';
import { parsePrometheus } from './prometheus-parser.ts';

const MODEL = 'mobilenetv3_small_distilled';
/** How long the Worker waits for a ledger, in ms. */
const WORKER_WAITS = 2000;
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

/**
 * Classifies a few times, and checks the answers.
 * @returns how many samples had been given up when each answer was there
 */
async function classifyAll(to: Deployment): Promise<number[]> {
  const lost: number[] = [];
  for (let i = 0; i < REQUESTS; i++) {
    const answer = await to.classify(MODEL, 'FRA');
    lost.push(to.logged('sample_lost').length);
    expect(answer.predictions[0]?.index).toBe(388);
  }
  return lost;
}

describe('without a ledger', () => {
  const deployment = new Deployment([withoutLedger()]);
  beforeAll(() => deployment.start());
  afterAll(() => deployment.server.close());

  it('a classification succeeds', async () => {
    await classifyAll(deployment);
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
    await classifyAll(deployment);
    await vi.waitFor(() => {
      expect(deployment.logged('sample_lost')).toHaveLength(REQUESTS);
    }, PATIENCE);
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
    // An answer that waits for the ledger comes after its sample was given up; and so may one that this machine delays.
    const lost = await classifyAll(deployment);
    expect(lost.some((count, before) => count <= before)).toBe(true);
    await vi.waitFor(() => {
      expect(deployment.logged('sample_lost')).toHaveLength(REQUESTS);
    }, PATIENCE);
    expect(deployment.logged('sample_lost')[0]).toContain(`no answer within ${WORKER_WAITS} ms`);
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
