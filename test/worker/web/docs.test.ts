import { describe, expect, it } from 'vitest';

import { form, PANDA, readSource, request } from '../kit/api.ts';
import { deploy } from '../kit/deployment.ts';
import { sharedOrigin } from '../kit/shared-worker.ts';

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { operationId: string; summary: string }>>>>;
}

const unescaped = (text: string): string => text.replaceAll('&#39;', "'").replaceAll('&amp;', '&');

/** The command lines of a page. */
const commandsOf = (page: string): string[] =>
  Array.from(page.matchAll(/<code>(curl [^<]*)<\/code>/g), ([, command = '']) => unescaped(command));

/** Does what a command line of the page says. */
async function run(command: string): Promise<Response> {
  const url = /'?(http[^ ']*)'?$/.exec(command)?.[1] ?? '';
  expect(url.startsWith(`${sharedOrigin()}/`), command).toBe(true);
  const body = command.includes('-F image=@photo.jpg') ? form(['image', await readSource(PANDA)]) : undefined;
  const method = body !== undefined || command.includes('-X POST') ? 'POST' : 'GET';
  return request(url.slice(sharedOrigin().length), { method, ...(body && { body }) });
}

describe('the API in words', () => {
  it('has each operation of the description, and a link to it', async () => {
    const { paths } = (await (await request('/openapi.json')).json()) as Description;
    const page = await (await request('/docs')).text();
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
    );
    expect(operations.length).toBeGreaterThan(10);
    for (const { path, method, operationId, summary } of operations) {
      expect(page).toContain(`href="#${operationId}"`);
      expect(page).toContain(
        `id="${operationId}" lang="en"><span class="method">${method.toUpperCase()}</span> <code>${path}</code>`,
      );
      expect(page).toContain(`<p lang="en">${summary}.</p>`);
    }
  });

  it('has a command line for each that is answered', async () => {
    const commands = commandsOf(await (await request('/docs')).text());
    expect(commands.length).toBeGreaterThan(10);
    const answers = await Promise.all(commands.map(async (command) => [command, await run(command)] as const));
    for (const [command, { status, headers }] of answers) {
      // Only some deployments ask anybody to be verified, or let anybody calibrate.
      const refused = { '/v1/verify': 404, '/v1/calibrate': 403 };
      const [, expected = 200] = Object.entries(refused).find(([path]) => command.includes(path)) ?? [];
      expect(status, command).toBe(expected);
      if (command.includes('-o answer.png')) expect(headers.get('Content-Type')).toBe('image/png');
    }
  });

  it('needs no script, and leads to a page that has one', async () => {
    const page = await (await request('/docs')).text();
    expect(page).not.toContain('<script');
    expect(page).toContain('href="/docs/browser"');
    expect(await (await request('/docs/browser')).text()).toContain('src="/static/swagger-ui-bundle.js"');
  });

  it('is Japanese around the words of the API', async () => {
    const response = await request('/docs', { headers: { 'Accept-Language': 'ja' } });
    expect(response.headers.get('Content-Language')).toBe('ja');
    expect(await response.text()).toContain('<h2>リクエストの一覧</h2>');
  });
});

describe('where a key is needed', () => {
  const worker = deploy({ vars: { REQUIRE_KEY: 'true' }, secrets: { API_KEYS: 'a-key-of-thirty-two-letters-or-so' } });

  it('the page says so, and its commands have a place for one', async () => {
    const page = await (await worker.send('/docs')).text();
    expect(page).toContain('Needs a key of this deployment, as Authorization: Bearer KEY.');
    const commands = commandsOf(page);
    const classify = commands.filter((command) => command.endsWith('/v1/classify'));
    expect(classify.at(-1)).toContain("-H 'Authorization: Bearer KEY'");
    expect(commands.find((command) => command.endsWith('/healthz'))).not.toContain('Bearer');
  });
});
