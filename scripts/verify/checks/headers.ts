import { Hono } from 'hono';

import { securityHeaders } from '../../../src/api/middleware/security-headers.ts';
import { type Deployment, textOf } from '../deployment.ts';
import { compared, type Finding } from '../finding.ts';

/** What a page has in it that asks visitors for a verification. */
const TURNSTILE = 'challenges.cloudflare.com';

/** A page of each policy, an answer of the API, and a refusal. */
const PATHS = ['/', '/latency', '/healthz', '/v1/models', '/v1/nothing'];

/**
 * Whether answers have the headers that forbid browsers what pages do not need, as the source has them.
 * @param webWorker path of the script that may compile WebAssembly
 */
export async function checkHeaders(deployment: Deployment, webWorker: string | undefined): Promise<Finding[]> {
  const home = await deployment.ask('/');
  const hasTurnstile = textOf(home).includes(TURNSTILE);
  const findings: Finding[] = [];
  for (const path of [...PATHS, ...(webWorker === undefined ? [] : [webWorker])]) {
    const { headers } = path === '/' ? home : await deployment.ask(path);
    const expected = await expectedHeaders(deployment.origin, path, hasTurnstile);
    const wrong = [...expected].filter(([name, value]) => headers.get(name) !== value);
    findings.push(
      compared('headers', path, {
        isRight: wrong.length === 0,
        expected:
          wrong.length === 0 ? [...expected.keys()].join(', ') : wrong.map((pair) => pair.join(': ')).join('; '),
        seen:
          wrong.length === 0 ? 'the same' : wrong.map(([name]) => `${name}: ${headers.get(name) ?? 'none'}`).join('; '),
      }),
    );
  }
  return findings;
}

/** The headers that this checkout sets. */
async function expectedHeaders(origin: string, path: string, hasTurnstile: boolean): Promise<Headers> {
  const app = new Hono().use(securityHeaders(() => hasTurnstile)).get('*', (c) => c.body(null));
  return (await app.request(`${origin}${path}`)).headers;
}
