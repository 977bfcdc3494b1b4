import { afterAll, beforeAll, inject } from 'vitest';
import { createTestHarness, type TestHarness, type TestHarnessOptions } from 'wrangler';

import { endOfLog } from './end-of-log.ts';
import { fetchAnswer } from './fetch-answer.ts';

type Workers = TestHarnessOptions['workers'];

/** What a deployment sets. */
interface Settings {
  readonly vars?: Record<string, string | number>;
  readonly secrets?: Record<string, string>;
}

/** A Worker of its own with settings of its own. */
export interface Deployment {
  /** Without a slash at the end. */
  readonly origin: string;
  /** Sends a request to it, by default from an address that nobody else has. */
  readonly send: (path: string, init?: RequestInit & { from?: string }) => Promise<Response>;
  /** Sends a request as if it had come to this address, host and protocol included. */
  readonly sendTo: (url: string) => Promise<Headers>;
  /** Posts nothing but headers as if to this address. */
  readonly postTo: (url: string, headers: Record<string, string>) => Promise<{ readonly status: number }>;
  /** The lines of JSON in its log since the suite began. */
  readonly logged: (event: string) => Record<string, unknown>[];
  /** All of its log since the suite began. */
  readonly log: () => string;
}

/** The Worker as it is shipped, bundled before, with these variables and secrets. */
export function shipped(settings: Settings = {}): Workers[number] {
  return { configPath: 'wrangler.toml', prebuiltWorkerDir: inject('bundle'), ...settings };
}

/** Workers that wait for a suite, by their settings, the one that has waited longest first. */
const POOL = new Map<string, TestHarness>();

/** How many of them one process of tests keeps. */
const POOLED = 3;

/** Serves a Worker with these variables and secrets for the tests of a suite alone, in real workerd. */
export function deploy(settings: Settings, workers: Workers = [shipped(settings)]): Deployment {
  return serve(
    () => start(workers),
    (server) => server.close(),
  );
}

/**
 * The same for suites that do not mind what others with the same settings asked before: a start takes two seconds, so the
 * Worker is kept for the next one.
 */
export function share(settings: Settings): Deployment {
  const key = JSON.stringify(settings);
  return serve(
    async () => {
      const server = POOL.get(key) ?? (await start([shipped(settings)]));
      POOL.delete(key);
      return server;
    },
    async (server) => {
      POOL.set(key, server);
      const [oldest] = POOL;
      if (POOL.size <= POOLED || oldest === undefined) return;
      POOL.delete(oldest[0]);
      await oldest[1].close();
    },
  );
}

/** Those of this process that were made and not closed. */
const OPEN = new Set<TestHarness>();

/** A server of Workers that is not started yet; when a test fails while it is open, the end of its log is shown. */
export function harness(workers: Workers): TestHarness {
  const server = createTestHarness({ workers });
  const close = server.close.bind(server);
  OPEN.add(server);
  return Object.assign(server, {
    close: () => {
      OPEN.delete(server);
      return close();
    },
  });
}

/** The ends of the logs of all Workers that this process started. */
export function endsOfLogs(): string[] {
  return [...OPEN].map(endOfLog);
}

async function start(workers: Workers): Promise<TestHarness> {
  const server = harness(workers);
  await server.listen();
  return server;
}

/** Has a server while the tests of a suite run. */
function serve(begin: () => Promise<TestHarness>, end: (server: TestHarness) => Promise<void>): Deployment {
  let server: TestHarness | undefined;
  let [origin, before] = ['', 0];
  const started = (): TestHarness => {
    if (server === undefined) throw new Error('a Worker answers in tests only, not while a file is read');
    return server;
  };
  beforeAll(async () => {
    server = await begin();
    origin = (await server.listen()).url.origin;
    before = server.getLogs().length;
  });
  afterAll(async () => {
    if (server !== undefined) await end(server);
    server = undefined;
  });
  const log = (): string[] =>
    started()
      .getLogs()
      .slice(before)
      .map(({ message }) => message);
  return {
    get origin() {
      return origin;
    },
    send: (path, { from = '198.51.100.1', ...init } = {}) => {
      const headers = new Headers(init.headers);
      // On Cloudflare this header is theirs; locally whoever sends it is believed.
      headers.set('CF-Connecting-IP', from);
      return fetchAnswer(`${origin}${path}`, { redirect: 'manual', ...init, headers });
    },
    sendTo: async (url) => new Headers([...(await started().getWorker().fetch(url)).headers]),
    postTo: (url, headers) => started().getWorker().fetch(url, { method: 'POST', headers }),
    logged: (event) =>
      log().flatMap((line) => {
        if (!line.startsWith('{')) return [];
        const fields = JSON.parse(line) as Record<string, unknown>;
        return fields['event'] === event ? [fields] : [];
      }),
    log: () => log().join('\n'),
  };
}
