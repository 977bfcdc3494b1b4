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
  /** The lines of JSON in its log. */
  readonly logged: (event: string) => Record<string, unknown>[];
  /** All of its log. */
  readonly log: () => string;
}

/** The Worker as it is shipped, bundled before, with these variables and secrets. */
export function shipped(settings: Settings = {}): Workers[number] {
  return { configPath: 'wrangler.toml', prebuiltWorkerDir: inject('bundle'), ...settings };
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
  return [...OPEN].map(endOfLog).filter((log) => log !== '');
}

/** Serves a Worker with these variables and secrets for the tests of a suite, in real workerd. */
export function deploy(settings: Settings, workers: Workers = [shipped(settings)]): Deployment {
  const server = harness(workers);
  let origin = '';
  beforeAll(async () => {
    origin = (await server.listen()).url.origin;
  });
  afterAll(() => server.close());
  const log = (): string[] => server.getLogs().map(({ message }) => message);
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
    sendTo: async (url) => new Headers([...(await server.getWorker().fetch(url)).headers]),
    postTo: (url, headers) => server.getWorker().fetch(url, { method: 'POST', headers }),
    logged: (event) =>
      log().flatMap((line) => {
        if (!line.startsWith('{')) return [];
        const fields = JSON.parse(line) as Record<string, unknown>;
        return fields['event'] === event ? [fields] : [];
      }),
    log: () => log().join('\n'),
  };
}
