import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { z } from 'zod';

import { Failure } from '../../kit/failure.ts';

/** How long Prometheus may take to begin, in ms. */
const PATIENCE = 30_000;

const querySchema = z.object({
  data: z.object({
    result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) })),
  }),
});
const rulesSchema = z.object({
  data: z.object({
    groups: z.array(
      z.object({ rules: z.array(z.object({ name: z.string(), state: z.string(), health: z.string() })) }),
    ),
  }),
});

/** A Prometheus that scrapes one Worker each second. */
export interface Prometheus {
  /** The newest value of each series of an expression. */
  readonly query: (expression: string) => Promise<{ labels: Record<string, string>; value: string }[]>;
  readonly alerts: () => Promise<{ name: string; state: string; health: string }[]>;
  readonly close: () => Promise<void>;
}

/**
 * Starts Debian's Prometheus with the rules of `alerts.yaml`.
 * @param folder has the rules, and takes its configuration and its data
 * @param target host and port of the Worker
 */
export async function startPrometheus(folder: string, target: string): Promise<Prometheus> {
  const address = `127.0.0.1:${await freePort()}`;
  const config = {
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: ['alerts.yaml'],
    scrape_configs: [{ job_name: 'edgelens', static_configs: [{ targets: [target] }] }],
  };
  // YAML reads JSON.
  writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config));
  const child = spawn(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
    ],
    { stdio: 'ignore' },
  );
  const get = async (path: string): Promise<unknown> => (await fetch(`http://${address}${path}`)).json();
  const close = (): Promise<void> => end(child);
  try {
    await ready(`http://${address}/-/ready`, child);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    query: async (expression) => {
      const { data } = querySchema.parse(await get(`/api/v1/query?query=${encodeURIComponent(expression)}`));
      return data.result.map(({ metric, value: [, value] }) => ({ labels: metric, value }));
    },
    alerts: async () => rulesSchema.parse(await get('/api/v1/rules')).data.groups.flatMap(({ rules }) => rules),
    close,
  };
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  const end = Date.now() + PATIENCE;
  while (Date.now() < end && child.exitCode === null) {
    const isReady = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    await sleep(100);
  }
  throw new Failure('Prometheus did not begin');
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = once(child, 'exit');
  child.kill();
  await exit;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return address !== null && typeof address === 'object' ? address.port : 0;
}
