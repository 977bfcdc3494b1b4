import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { PATIENCE } from '../../patience.ts';
import { Deployment } from './deployment.ts';

const MODEL = 'mobilenetv3_small_distilled';

/** The commands that docs/monitoring.md prints, by the names beside them. */
const COMMANDS = new Map(
  [
    ...readFileSync(new URL('../../../docs/monitoring.md', import.meta.url), 'utf8').matchAll(
      /<!-- jq: (\S+) -->\n+```sh\n([\s\S]*?)\n```/g,
    ),
  ].map(([, name = '', command = '']) => [name, command]),
);

const hasJq = spawnSync('jq', ['--version']).error === undefined;

describe.skipIf(!hasJq)('the questions to the log that docs/monitoring.md asks with jq', () => {
  const deployment = new Deployment();
  const folder = mkdtempSync(join(tmpdir(), 'edgelens-log-'));
  let version = '';

  beforeAll(async () => {
    await deployment.start();
    version = ((await (await deployment.get('/healthz')).json()) as { version: string }).version;
    for (let i = 0; i < 4; i++) await deployment.classify(MODEL, 'FRA');
    await deployment.classify('efficientnet_b0', 'FRA');
    for (const path of ['/v1/models/nothing', '/v1/latency?slices=none', '/v1/models/nothing'])
      await deployment.get(path);
    const lines = await vi.waitUntil(() => {
      const found = deployment.logged('request');
      return found.length >= 9 && found;
    }, PATIENCE);
    // As `wrangler tail` prints them: an event of several lines for each invocation, some with other messages.
    const others = [
      { message: ['hello'], level: 'log' },
      { message: [{ not: 'a text' }], level: 'log' },
    ];
    const events = lines.map((line, i) => ({
      outcome: 'ok',
      scriptName: 'edgelens',
      logs: [...(i === 0 ? others : []), { message: [line], level: 'log', timestamp: 1_800_000_000_000 + i }],
      event: { request: { method: 'POST' }, response: { status: 200 } },
    }));
    writeFileSync(join(folder, 'tail.json'), events.map((event) => JSON.stringify(event, null, 2)).join('\n'));
    ask('requests.ndjson', (command) => command.replace('npx wrangler tail --format json', 'cat tail.json'));
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await deployment.server.close();
  });

  /** Runs a command of the document where the log is, and reads the lines of JSON that it prints. */
  function ask(name: string, change = (command: string): string => command): Record<string, unknown>[] {
    const { status, stdout, stderr } = spawnSync(
      'bash',
      ['-o', 'pipefail', '-c', change(COMMANDS.get(name) ?? 'false')],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    );
    expect(status, stderr).toBe(0);
    return stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  it('are these', () => {
    expect([...COMMANDS.keys()]).toEqual(['requests.ndjson', 'slowest', 'cold', 'problems']);
  });

  it('finds the slowest models by version', () => {
    const answer = ask('slowest');
    expect(answer.map(({ model, version: of, requests }) => [model, of, requests])).toEqual(
      expect.arrayContaining([
        [MODEL, version, 4],
        ['efficientnet_b0', version, 1],
      ]),
    );
    const [first, second] = answer.map(({ median_ms }) => Number(median_ms));
    expect(first).toBeGreaterThanOrEqual(second ?? NaN);
  });

  it('finds the share of cold answers', () => {
    expect(ask('cold')).toEqual([{ version, requests: 5, cold: 0.4 }]);
  });

  it('finds the problems, the most frequent first', () => {
    expect(ask('problems')).toEqual([
      { route: '/v1/models/:name', problem: 'unknown-model', requests: 2, versions: [version] },
      { route: '/v1/latency', problem: 'invalid-parameter', requests: 1, versions: [version] },
    ]);
  });
});
