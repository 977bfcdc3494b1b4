import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';

import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';

import { PICTURE, ROOT } from '../../scripts/kit/paths.ts';
import { freePort } from '../free-port.ts';
import { PATIENCE } from '../patience.ts';
import { familyOf, stillRunning } from '../processes.ts';
import { checkpointOf } from '../unit/scripts/models/checkpoint.ts';
import { serveRepositories } from '../unit/scripts/models/hub/repositories.ts';
import { temporaryFolder } from '../unit/scripts/models/temporary.ts';
import { readQrCode } from '../unit/scripts/start/printed-code.ts';

/** `npm start` on a port. */
interface Start {
  readonly child: ChildProcess;
  readonly output: () => string;
  /** Exit code. */
  readonly ended: Promise<number | null>;
  /** Waits until it has printed this. */
  readonly says: (text: string) => Promise<void>;
}

const started: Start[] = [];

afterEach(async () => {
  for (const { child, ended } of started.splice(0)) {
    child.kill('SIGTERM');
    await ended;
  }
});

function start(port: number, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Start {
  const child = spawn(process.execPath, ['scripts/run.mjs', 'start.ts', '--port', String(port), ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const says = async (text: string): Promise<void> => {
    await vi.waitUntil(() => output.includes(text) || child.exitCode !== null, PATIENCE);
    expect(output).toContain(text);
  };
  const begun = { child, output: () => output, ended, says };
  started.push(begun);
  return begun;
}

/** The first that the build says; by then the port was looked at. */
const BUILDING = 'edgelens: kernels';
const SERVING = 'EdgeLens answers';
const JPEG = { 'Content-Type': 'image/jpeg' };

it('ends and says why when somebody takes the port meanwhile, even if that one answers /healthz', async () => {
  const port = await freePort();
  const { says, ended, output } = start(port);
  await says(BUILDING);
  const other = createServer((_, response) => response.end('ok')).listen(port, '127.0.0.1');
  try {
    expect(await ended).toBe(1);
    expect(output()).toContain(`edgelens: port ${port} is taken. Stop what uses it`);
    expect(output()).not.toContain(SERVING);
    expect(output()).not.toMatch(/^\s+at /m);
  } finally {
    other.close();
  }
});

it('serves once when it is started twice at once', async () => {
  const port = await freePort();
  const both = [start(port), start(port)];
  const first = await Promise.race(both.map(({ ended }, index) => ended.then((code) => ({ index, code }))));
  expect(first.code).toBe(1);
  expect(both[first.index]?.output()).toContain(`port ${port} is taken`);
  expect(both[first.index]?.output()).not.toContain(SERVING);
  await both[1 - first.index]?.says(SERVING);
});

/** With weights of the real architectures that know nothing. */
const PUBLISHED = ['mobilenetv3_small_100.lamb_in1k', 'mobilenetv3_large_100.ra_in1k'];

it('fetches the published MobileNetV3 from a hub, and serves it in the place of the stand-in, also without the hub', async () => {
  const hub = await serveRepositories(Object.fromEntries(PUBLISHED.map((name) => [name, checkpointOf(name)])));
  const shared = { EDGELENS_PUBLISHED: temporaryFolder(), EDGELENS_OFFLINE: undefined };
  const sentence = `MobileNetV3 is ${PUBLISHED.join(' and ')}, with the ImageNet training`;
  for (const args of [['--mirror', hub.endpoint, '--no-int8'], ['--offline']]) {
    const port = await freePort();
    const { says, output, child, ended } = start(port, args, shared);
    await says(SERVING);
    await says(sentence);
    const isQuantising = !args.includes('--no-int8');
    if (isQuantising) await says(`edgelens: ${PUBLISHED.join(' and ')} will be had as int8, too`);
    const origin = `http://127.0.0.1:${port}`;
    const { models } = (await (await fetch(`${origin}/v1/models`)).json()) as { models: { name: string }[] };
    const names = models.map(({ name }) => name);
    expect(names.slice(0, 3)).toEqual(['efficientnet_b0', ...PUBLISHED]);
    expect(names.filter((name) => name.startsWith('mobilenetv3_small_distilled'))).toEqual([]);
    const page = await (await fetch(origin)).text();
    for (const name of PUBLISHED) expect(page).toContain(name);
    for (const [asked, answers] of [
      ['mobilenetv3_small', PUBLISHED[0]],
      ['mobilenetv3_small_int8', PUBLISHED[0]],
      ['mobilenetv3_large', PUBLISHED[1]],
    ]) {
      const address = `${origin}/v1/classify?engine=simd&model=${asked ?? ''}`;
      const answer = await fetch(address, { method: 'POST', body: readFileSync(PICTURE), headers: JPEG });
      expect(await answer.json()).toMatchObject({ model: answers, engine: 'simd' });
    }
    const advice = await (await fetch(`${origin}/v1/recommend?use_case=agriculture&installed=true`)).text();
    const { ranking } = JSON.parse(advice) as { ranking: { name: string; evidence: unknown }[] };
    expect(ranking.find(({ name }) => name === PUBLISHED[0])).toMatchObject({
      ...{ top1: 67.64, anchor: null, distilled_from: null },
      evidence: { accuracy: { of: PUBLISHED[0], top1: 67.64, same_weights: true, source: { date: '2025-10-30' } } },
    });
    expect(ranking.filter(({ evidence }) => JSON.stringify(evidence).includes('67.64'))).toHaveLength(1);
    expect(advice).not.toContain('mobilenetv3_small_distilled');
    expect(output().includes('as int8')).toBe(isQuantising);
    const family = familyOf(child.pid ?? 0);
    child.kill('SIGTERM');
    await ended;
    await vi.waitUntil(() => stillRunning(family).length === 0, PATIENCE);
  }
});

it.each(['cannot be reached', 'did not answer within'])('serves the stand-in where the hub %s', async (reason) => {
  const [port, hubPort] = [await freePort(), await freePort()];
  if (reason === 'did not answer within') {
    // Takes connections and says nothing.
    const hole = createTcpServer().listen(hubPort, '127.0.0.1');
    onTestFinished(() => void hole.close());
  }
  const mirror = `http://127.0.0.1:${hubPort}`;
  const env = { EDGELENS_PUBLISHED: temporaryFolder(), EDGELENS_OFFLINE: undefined };
  const { says, output } = start(port, ['--mirror', mirror], env);
  await says(SERVING);
  const line = output()
    .split('\n')
    .find((each) => each.includes('MobileNetV3 is'));
  expect(line).toMatch(/^edgelens: MobileNetV3 is mobilenetv3_small_distilled, a weaker stand-in/);
  expect(line).toContain(`${mirror} ${reason}`);
  const { models } = (await (await fetch(`http://127.0.0.1:${port}/v1/models`)).json()) as {
    models: { name: string }[];
  };
  expect(models.some(({ name }) => name.startsWith('mobilenetv3_small_100'))).toBe(false);
});

it('refuses a mirror that is no address before it does anything', async () => {
  const { ended, output } = start(await freePort(), ['--mirror', 'nonsense']);
  expect(await ended).toBe(2);
  expect(output()).toBe('edgelens: --mirror takes an address such as https://huggingface.co\n');
});

describe('for a phone', () => {
  it('serves by HTTPS, shows where as a QR code, and hands out the certificate to trust', async () => {
    const port = await freePort();
    const { says, output } = start(port, ['--phone', '--host', '127.0.0.1']);
    await says('Ctrl-C');
    const [page = '', trust = ''] = output().split('have the phone trust');
    expect(readQrCode(page)).toBe(`https://127.0.0.1:${port}`);
    const certificateUrl = readQrCode(trust);
    expect(trust).toContain(`\n${certificateUrl}\n`);

    const response = await fetch(certificateUrl);
    expect(response.headers.get('Content-Type')).toBe('application/x-x509-ca-cert');
    const certificate = new X509Certificate(new Uint8Array(await response.arrayBuffer()));
    expect(certificate.ca).toBe(true);
    expect(output()).toContain(certificate.fingerprint256);
    expect((await fetch(new URL('/', certificateUrl))).status).toBe(404);

    // Its curl line as it stands there, which believes nothing but that certificate.
    const line = /^ +curl (--cacert \S+ -F image=@\S+ https:\S+\/v1\/classify)$/m.exec(output())?.[1]?.split(' ') ?? [];
    const answer = execFileSync('curl', ['--silent', '--show-error', ...line], { cwd: ROOT, encoding: 'utf8' });
    expect(JSON.parse(answer)).toMatchObject({ predictions: [{ index: 388 }, {}, {}, {}, {}] });
    await expect(fetch(`https://127.0.0.1:${port}/healthz`)).rejects.toThrow();
  });

  it('takes another port for the certificate where the next one is taken', async () => {
    const port = await freePort();
    const other = createServer((_, response) => response.end('somebody else')).listen(port + 1, '127.0.0.1');
    onTestFinished(() => void other.close());
    const { says, output } = start(port, ['--phone', '--host', '127.0.0.1']);
    await says('Ctrl-C');
    const certificateUrl = readQrCode(output().split('have the phone trust')[1] ?? '');
    expect(certificateUrl).not.toContain(`:${port + 1}/`);
    expect((await fetch(certificateUrl)).headers.get('Content-Type')).toBe('application/x-x509-ca-cert');
  });
});

/** Cloudflare's program as wrangler runs it, which says these lines in the place of opening a tunnel. */
function pretendedCloudflared(...lines: string[]): NodeJS.ProcessEnv {
  const path = join(temporaryFolder(), 'cloudflared');
  writeFileSync(path, ['#!/bin/sh', '[ "$1" = --version ] && echo 2026.11.0 && exit', ...lines, ''].join('\n'));
  chmodSync(path, 0o755);
  return { CLOUDFLARED_PATH: path };
}

describe.skipIf(process.platform === 'win32')('through a tunnel', () => {
  it('shows where as a QR code, and limits rates as a deployment does', async () => {
    const port = await freePort();
    const url = 'https://words-of-cloudflare.trycloudflare.com';
    const env = pretendedCloudflared(`echo "INF | ${url} |" >&2`, 'exec sleep 1000');
    const { says, output } = start(port, ['--tunnel'], env);
    await says(url);
    await says('Ctrl-C');
    expect(readQrCode(output())).toBe(url);
    const { headers } = await fetch(`http://127.0.0.1:${port}/v1/models`);
    expect(headers.get('RateLimit-Policy')).toBe('"read";q=240;w=60');
    const fresh = await fetch(`http://127.0.0.1:${port}/v1/classify?fresh=session`, { method: 'POST' });
    expect(fresh.status).toBe(403);
  });

  it('ends and says what to do when Cloudflare cannot be reached', async () => {
    const env = pretendedCloudflared('echo "ERR failed to request quick Tunnel: no such host" >&2', 'exit 1');
    const { ended, output } = start(await freePort(), ['--tunnel'], env);
    expect(await ended).toBe(1);
    expect(output()).toContain('no such host');
    expect(output()).toContain('edgelens: there is no tunnel; the message of wrangler stands above.');
    expect(output()).toContain('npm start -- --phone');
    expect(output()).not.toMatch(/^\s+at /m);
  });

  it('refuses both ways at once before it does anything', async () => {
    const { ended, output } = start(await freePort(), ['--tunnel', '--phone']);
    expect(await ended).toBe(2);
    expect(output()).toBe("edgelens: option '--tunnel' cannot be used with option '--phone'\n");
  });
});

describe.skipIf(process.platform === 'win32')('a signal', () => {
  it.each([
    ['SIGINT', 130, BUILDING],
    ['SIGTERM', 143, BUILDING],
    ['SIGHUP', 129, BUILDING],
    ['SIGINT', 130, SERVING],
    ['SIGTERM', 143, SERVING],
    ['SIGHUP', 129, SERVING],
  ] as const)('%s ends it with %i and leaves nothing running, after it said "%s"', async (signal, code, moment) => {
    const { child, ended, says } = start(await freePort());
    await says(moment);
    const family = familyOf(child.pid ?? 0);
    // The script, what it runs, and when it serves wrangler with its own, and workerd.
    expect(family.length).toBeGreaterThanOrEqual(moment === SERVING ? 5 : 3);
    child.kill(signal);
    expect(await ended).toBe(code);
    await vi.waitUntil(() => stillRunning(family).length === 0, PATIENCE);
  });
});
