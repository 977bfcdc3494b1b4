import { createServer, type IncomingMessage, type Server } from 'node:http';

import { freePort } from '../../../free-port.ts';

/** What siteverify says, by https://developers.cloudflare.com/turnstile/get-started/server-side-validation/. */
interface Outcome {
  success: boolean;
  'error-codes': string[];
  challenge_ts?: string;
  hostname?: string;
  action?: string;
  cdata?: string;
  metadata?: { result_with_testing_key: boolean };
}

/** Cloudflare's key that takes every token, see https://developers.cloudflare.com/turnstile/troubleshooting/testing/. */
export const TEST_SECRET = '1x0000000000000000000000000000000AA';

export const SECRET = '0x4AAAAAAA-the-secret-of-our-widget';

const failed = (...codes: string[]): Outcome => ({ success: false, 'error-codes': codes });

/**
 * Plays the server that Cloudflare verifies tokens with, over real HTTP: it takes and answers what is documented. The
 * name of a token says what becomes of it: `valid`, `other-host`, `other-action`, `internal-error`, `html`, `broken`,
 * `redirect` or `silence`, then a dash and anything.
 */
export class Siteverify {
  readonly url: string;
  /** The requests so far. */
  readonly asked: Record<string, unknown>[] = [];
  readonly #server: Server;
  readonly #port: number;
  readonly #used = new Set<string>();

  private constructor(port: number) {
    this.#port = port;
    this.url = `http://127.0.0.1:${port}/turnstile/v0/siteverify`;
    this.#server = createServer((request, response) => {
      void bodyOf(request).then((body) => {
        const token = String(body['response']);
        this.asked.push({ ...body, method: request.method, type: request.headers['content-type'] });
        if (token.startsWith('silence-')) return;
        if (token.startsWith('redirect-')) {
          response.writeHead(302, { Location: `http://127.0.0.1:${port}/elsewhere` }).end();
          return;
        }
        if (token.startsWith('html-')) {
          response.writeHead(503, { 'Content-Type': 'text/html' }).end('<h1>Be right back</h1>');
          return;
        }
        if (token.startsWith('broken-')) {
          response.socket?.destroy();
          return;
        }
        response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(this.#judge(body)));
      });
    });
  }

  static async start(): Promise<Siteverify> {
    const siteverify = new Siteverify(await freePort());
    await new Promise<void>((resolve) => siteverify.#server.listen(siteverify.#port, '127.0.0.1', resolve));
    return siteverify;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #judge({ secret, response }: Record<string, unknown>): Outcome {
    if (secret === undefined) return failed('missing-input-secret');
    if (typeof response !== 'string' || response === '') return failed('missing-input-response');
    const passed: Outcome = {
      success: true,
      'error-codes': [],
      challenge_ts: new Date().toISOString(),
      hostname: response.startsWith('other-host-') ? 'other.example' : '127.0.0.1',
      action: response.startsWith('other-action-') ? 'login' : 'edgelens',
      cdata: '',
    };
    if (secret === TEST_SECRET) {
      return { success: true, 'error-codes': [], hostname: 'example.com', metadata: { result_with_testing_key: true } };
    }
    if (secret !== SECRET) return failed('invalid-input-secret');
    if (this.#used.has(response)) return failed('timeout-or-duplicate');
    if (response.startsWith('internal-error-')) return failed('internal-error');
    if (!/^(valid|other-host|other-action)-/.test(response)) return failed('invalid-input-response');
    this.#used.add(response);
    return passed;
  }
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
}
