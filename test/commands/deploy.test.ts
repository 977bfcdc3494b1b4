/** A whole deployment, to a server of this machine that answers as Cloudflare does. Nothing leaves the machine. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';

import { ROOT } from '../../scripts/kit/paths.ts';

const VERSION = 'dc8dcd28-271b-4367-9840-6c244f84cb40';
/** Of an upload of assets that are all there already; ends in 2100. */
const ASSETS_TOKEN = `e30.${Buffer.from('{"exp":4102444800}').toString('base64url')}.x`;

const metadataSchema = z.looseObject({
  bindings: z.array(z.looseObject({ name: z.string(), type: z.string() })),
  migrations: z.unknown(),
  observability: z.unknown(),
});
const mapSchema = z.looseObject({ sourceRoot: z.string(), sources: z.array(z.string()) });

let folder: string;
let cloudflare: Server;
/** The parts of the upload of the Worker, by name. */
let uploaded: FormData;
let deployed: { readonly code: number | null; readonly output: string; readonly told: string };

/** What Cloudflare answers when nothing is there yet and all goes well. */
function answerTo(path: string): unknown {
  if (path.endsWith('/assets-upload-session')) return { jwt: ASSETS_TOKEN, buckets: [] };
  if (path.endsWith('/secrets')) return [];
  if (path.endsWith('/deployments')) return { deployments: [] };
  if (path.endsWith('/subdomain')) return { subdomain: 'example', enabled: true, previews_enabled: true };
  if (path.includes('/workers/workers/')) return { subdomain: { enabled: true, previews_enabled: true } };
  return { id: 'edgelens-staging', deployment_id: VERSION, startup_time_ms: 1 };
}

async function readForm(request: IncomingMessage): Promise<FormData> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = { 'Content-Type': request.headers['content-type'] ?? '' };
  return new Response(Buffer.concat(chunks), { headers }).formData();
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgelens-deploy-'));
  cloudflare = createServer((request, response) => {
    void (async () => {
      const { pathname } = new URL(request.url ?? '', 'http://localhost');
      const isWorker = request.method === 'PUT' && pathname.endsWith('/scripts/edgelens-staging');
      if (isWorker) uploaded = await readForm(request);
      const isThere = !pathname.includes('/workers/services/');
      const errors = isThere ? [] : [{ code: 10090, message: 'there is no such Worker' }];
      const result = isThere ? answerTo(pathname) : null;
      response.writeHead(isThere ? 200 : 404, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ success: isThere, errors, messages: [], result }));
    })();
  });
  await new Promise<void>((resolve) => cloudflare.listen(0, '127.0.0.1', resolve));
  const { port } = cloudflare.address() as AddressInfo;
  const told = join(folder, 'wrangler.ndjson');
  const child = spawn(process.execPath, ['scripts/deploy.ts', '--offline', '--env', 'staging'], {
    cwd: ROOT,
    env: {
      ...process.env,
      CI: 'true',
      CLOUDFLARE_API_BASE_URL: `http://127.0.0.1:${port}`,
      CLOUDFLARE_API_TOKEN: 'token',
      CLOUDFLARE_ACCOUNT_ID: 'account',
      WRANGLER_OUTPUT_FILE_PATH: told,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  deployed = { code, output, told: await readFile(told, 'utf8') };
});

afterAll(async () => {
  cloudflare.close();
  await rm(folder, { recursive: true });
});

it('deploys, and tells where in the lines that the workflow reads', () => {
  expect(deployed.output).toContain('https://edgelens-staging.example.workers.dev');
  expect(deployed.code).toBe(0);
  const lines = deployed.told.trim().split('\n');
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
    type: 'deploy',
    version_id: VERSION,
    targets: ['https://edgelens-staging.example.workers.dev'],
  });
});

it('sends the environment with its bindings, limits of its own, ledger and traces', async () => {
  const { bindings, migrations, observability } = metadataSchema.parse(await json('metadata'));
  expect(bindings).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ name: 'COMPUTE_LIMITER', namespace_id: '73111' }),
      expect.objectContaining({ name: 'LEDGER', type: 'durable_object_namespace' }),
      { name: 'ALLOW_DISTURBANCE', type: 'plain_text', text: 'false' },
      { name: 'ASSETS', type: 'assets' },
      { name: 'VERSION', type: 'version_metadata' },
    ]),
  );
  expect(migrations).toEqual({ new_tag: 'ledger', steps: [{ new_sqlite_classes: ['Ledger', 'Locations'] }] });
  expect(observability).toEqual({
    enabled: true,
    logs: { enabled: true, invocation_logs: false },
    traces: { enabled: true, head_sampling_rate: 1 },
  });
});

it('sends a source map that knows nothing of the machine', async () => {
  const { sourceRoot, sources } = mapSchema.parse(await json('index.js.map'));
  expect(sourceRoot).toBe('');
  expect(sources).toContain('src/api/protection/settings.ts');
  expect(sources.filter((path) => !/^(src|models|dist|node_modules)\//.test(path))).toEqual([]);
});

async function json(part: string): Promise<unknown> {
  const value = uploaded.get(part);
  return JSON.parse(value instanceof Blob ? await value.text() : (value ?? ''));
}
