import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { problemSchema } from '../../../src/contract/problem.ts';
import { freePort } from '../../free-port.ts';

/*
 * wrangler has a Worker of its own in front of ours, which answers such requests itself or writes the Host anew. workerd alone
 * hands them over as they came.
 */
const CONFIGURATION = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    modules = [(name = "worker.js", esModule = embed "worker.js")],
    compatibilityDate = "2026-10-20",
  ))],
  sockets = [(name = "http", http = (), service = "main")],
);
`;

let folder = '';
let port = 0;
let server: ChildProcess | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgelens-host-'));
  await build({
    stdin: { contents: "import { createApp } from './src/app.ts'; export default createApp();", resolveDir: '.' },
    outfile: join(folder, 'worker.js'),
    bundle: true,
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    external: ['cloudflare:*'],
  });
  await writeFile(join(folder, 'config.capnp'), CONFIGURATION);
  port = await freePort();
  const { default: workerd } = createRequire(import.meta.url)('workerd') as { default: string };
  const args = ['serve', join(folder, 'config.capnp'), '--socket-addr', `http=127.0.0.1:${port}`];
  server = spawn(workerd, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  while (server.exitCode === null && (await statusOf('Host: localhost').catch(() => 0)) === 0) await setTimeout(50);
});

afterAll(async () => {
  server?.kill();
  await rm(folder, { recursive: true });
});

it.each([
  ['two', 'Host: a.example\r\nHost: b.example'],
  ['the same twice', 'Host: localhost\r\nHost: localhost'],
  ['two in one', 'Host: a.example, b.example'],
  ['one with a space', 'Host: a b'],
  ['one with a port that is none', 'Host: a.example:99999'],
  ['one with markup', 'Host: <script>'],
  ['one with a bracket', 'Host: [::1'],
  ['one with an escaped NUL', 'Host: a%00b'],
  ['one with a path', 'Host: a.example/openapi.json'],
  ['one with a query', 'Host: a.example?b'],
  ['one with a fragment', 'Host: a.example#b'],
  ['one with a backslash', 'Host: a.example\\b'],
  ['one with a user', 'Host: a.example@b.example'],
])('refuses %s', async (_, lines) => {
  const { status, body } = await ask(lines);
  expect(status).toBe(400);
  expect(problemSchema.parse(JSON.parse(body))).toMatchObject({
    type: '/problems/invalid-host',
    detail: 'Send one Host header with a name or an address, and a port if need be.',
  });
});

it.each(['localhost', 'a.example:8787', '127.0.0.1', '[::1]:8787', 'xn--4ca.example', 'A.EXAMPLE'])(
  'takes %s',
  async (host) => {
    expect(await statusOf(`Host: ${host}`)).toBe(200);
  },
);

async function statusOf(lines: string): Promise<number> {
  return (await ask(lines)).status;
}

/** Asks for `/healthz` with these header lines, which no client library would send. */
function ask(lines: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(`GET /healthz HTTP/1.1\r\n${lines}\r\nConnection: close\r\n\r\n`);
    });
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('error', reject);
    socket.on('end', () => {
      const [head = '', body = ''] = answer.split('\r\n\r\n');
      resolve({ status: Number(head.split(' ')[1]), body });
    });
  });
}
