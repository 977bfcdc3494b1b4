import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { inject, vi } from 'vitest';
import type { TestHarness, TestHarnessOptions } from 'wrangler';
import type { z } from 'zod';

import { ASSETS, ROOT } from '../../../scripts/kit/paths.ts';
import type { classificationSchema } from '../../../src/contract/classification.ts';
import { latencySchema } from '../../../src/contract/latency.ts';
import { PATIENCE } from '../../patience.ts';
import { harness, shipped } from '../kit/deployment.ts';
import { classification, PANDA, readSource } from '../kit/api.ts';

export type Latency = z.infer<typeof latencySchema>;
export type Classification = z.infer<typeof classificationSchema>;

type Workers = TestHarnessOptions['workers'];

/** A Worker of its own, so that nobody else's requests are in its ledger. */
export class Deployment {
  readonly server: TestHarness;

  constructor(workers: Workers = [shipped({ vars: { RATE_LIMIT: 'off' } })]) {
    this.server = harness(workers);
  }

  async start(): Promise<void> {
    await this.server.listen();
  }

  /** Posts the panda, as if to the data centre of that name. */
  async classify(model: string, colo: string): Promise<Classification> {
    const body = await readSource(PANDA);
    const headers = { 'Content-Type': 'image/jpeg' };
    const response = await this.server.fetch(`/v1/classify?model=${model}`, {
      method: 'POST',
      body,
      headers,
      cf: { colo },
    });
    return classification(new Response(await response.text(), { status: response.status }));
  }

  /** Asks as if in Frankfurt. */
  async get(path: string): Promise<Response> {
    const response = await this.server.fetch(path, { cf: { colo: 'FRA' } });
    const headers = [...response.headers] as [string, string][];
    return new Response(await response.text(), { status: response.status, headers });
  }

  /** The answer of `/v1/latency`, checked against the schema that the API publishes. */
  async latency(query = ''): Promise<Latency> {
    const response = await this.get(`/v1/latency${query}`);
    if (response.status !== 200) throw new Error(`status ${response.status}: ${await response.text()}`);
    return latencySchema.strict().parse(await response.json());
  }

  /** Waits until so many samples have arrived, which happens after the answers went out. */
  async settle(samples: number): Promise<void> {
    const arrived = await vi.waitFor(async () => {
      const { groups } = await this.latency();
      const count = groups.reduce((sum, group) => sum + group.count, 0);
      if (count < samples) throw new Error(`${count} samples instead of ${samples}`);
      return count;
    }, PATIENCE);
    if (arrived > samples) throw new Error(`${arrived} samples instead of ${samples}`);
  }

  /** Events of this name in the log of the Worker. */
  logged(event: string): string[] {
    return this.server.getLogs().flatMap(({ message }) => (message.includes(`"event":"${event}"`) ? [message] : []));
  }
}

/** The configuration as shipped, as far as it matters here, without a ledger unless one is added. */
export function withoutLedger(changes: object = {}): Workers[number] {
  const config = JSON.stringify({
    name: 'edgelens',
    main: join(ROOT, 'src/index.ts'),
    compatibility_date: '2026-10-20',
    assets: { directory: ASSETS, binding: 'ASSETS', run_worker_first: true },
    vars: { MAX_BODY_BYTES: 10_485_760, ALLOW_DISTURBANCE: 'false', RATE_LIMIT: 'off' },
    ...changes,
  });
  // Only a Worker whose configuration is a file need not be bundled again.
  const folder = join(ROOT, '.cache/test-configurations');
  const configPath = join(folder, `${createHash('sha256').update(config).digest('hex').slice(0, 16)}.json`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(configPath, config);
  return { configPath, prebuiltWorkerDir: inject('bundle') };
}
