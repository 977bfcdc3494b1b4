import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { ROOT } from '../../scripts/kit/paths.ts';
import type { Verification } from '../../scripts/verify/verification.ts';
import { freePort } from '../free-port.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'edgelens-verify-test-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** `npm run verify` with these arguments. */
function verify(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, ['scripts/verify.ts', ...args], { cwd: ROOT });
  const read = (stream: typeof child.stdout): string[] => {
    const chunks: string[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(String(chunk)));
    return chunks;
  };
  const [stdout, stderr] = [read(child.stdout), read(child.stderr)];
  return new Promise((resolve) =>
    child.once('close', (code) => {
      resolve({ code, stdout: stdout.join(''), stderr: stderr.join('') });
    }),
  );
}

it('verifies the Worker that this checkout builds, and writes a report', async () => {
  const report = join(folder, 'report.md');
  const { code, stdout, stderr } = await verify('--only', 'models,headers,description', '--json', '--report', report);
  expect(stderr).toContain('edgelens: starting the Worker on this machine ...');
  const { passed, findings } = JSON.parse(stdout) as Verification;
  expect([passed, code]).toEqual([true, 0]);
  expect(new Set(findings.map(({ check }) => check))).toEqual(new Set(['models', 'headers', 'description']));
  expect(readFileSync(report, 'utf8')).toMatch(/^# http:\/\/127\.0\.0\.1:\d+: passed\n/);
});

it('ends with 1 when something is not as it should be, after it has told what', async () => {
  const { code, stdout, stderr } = await verify('--only', 'version', '--expect-version', 'another');
  expect(code).toBe(1);
  expect(stdout).toMatch(/^ {4}expected {2}another$/m);
  expect(stdout).toMatch(/^FAILED: 2 passed, 1 failed, 0 not checked\.$/m);
  expect(stderr).toContain('edgelens: the Worker is not as it should be: 1 failed');
});

it('has a version answer that gets no traffic yet, by the name of the Worker', async () => {
  const asked: IncomingHttpHeaders[] = [];
  const server = createServer(({ headers }, response) => {
    asked.push(headers);
    response.end('hello');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const argv = ['--url', origin, '--env', 'staging', '--expect-version', 'abc-123', '--override'];
  const { code, stderr } = await verify(...argv);
  server.close();
  expect(asked.map((headers) => headers['cloudflare-workers-version-overrides'])).toEqual([
    'edgelens-staging="abc-123"',
  ]);
  expect(stderr).toContain(`edgelens: ${origin} is no EdgeLens of this kind: it answers /v1/models with 200`);
  expect(code).toBe(1);
});

it('says in one sentence what is wrong, and ends with 2 for a wrong command line and 1 for all else', async () => {
  const nobody = `http://127.0.0.1:${await freePort()}`;
  const cases: [string[], number, string][] = [
    [['--url', 'edgelens.example'], 2, '--url takes an address'],
    [['--only', 'speed'], 2, '--only takes some of'],
    [['--url', nobody, '--env', 'nowhere'], 2, '--env: wrangler.toml has no environment nowhere; it has staging'],
    [['--url', nobody], 1, `cannot reach ${nobody}/v1/models: nobody listens there`],
  ];
  const endings = await Promise.all(cases.map(([argv]) => verify(...argv)));
  for (const [index, { code, stderr }] of endings.entries()) {
    const [argv, expected, message] = cases[index] ?? [[], 0, ''];
    expect(stderr).toContain(message);
    expect([argv, code]).toEqual([argv, expected]);
    expect(stderr).not.toMatch(/^\s+at /m);
  }
});
