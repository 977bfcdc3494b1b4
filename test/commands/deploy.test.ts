/** Whole deployments, to a server of this machine that answers as Cloudflare does. Nothing leaves the machine. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

import { ROOT } from '../../scripts/kit/paths.ts';

const VERSION = 'dc8dcd28-271b-4367-9840-6c244f84cb40';
/** Of an upload of assets that are all there already; ends in 2100. */
const ASSETS_TOKEN = `e30.${Buffer.from('{"exp":4102444800}').toString('base64url')}.x`;

const metadataSchema = z.looseObject({
  bindings: z.array(z.looseObject({ name: z.string(), type: z.string() })),
  migrations: z.unknown().optional(),
  observability: z.unknown().optional(),
});
const workflowSchema = z.object({
  jobs: z.object({
    deploy: z.object({ steps: z.array(z.object({ id: z.string().optional(), run: z.string().optional() })) }),
  }),
});
const mapSchema = z.looseObject({ sourceRoot: z.string(), sources: z.array(z.string()) });

let folder: string;
let cloudflare: Server;
/** Whether the Worker is there already, with its Durable Objects. */
let isThere: boolean;
/** Method and path of what was asked, but for questions that change nothing. */
let asked: string[];
/** The parts of the upload of the Worker, by name. */
let uploaded: FormData;

/** What Cloudflare answers when all goes well; undefined for 404. */
function answerTo(path: string): unknown {
  if (path.includes('/workers/services/')) {
    const tags = ['cf:service=edgelens', 'cf:environment=staging'];
    const script = { tag: 'tag', tags, migration_tag: 'ledger', last_deployed_from: 'wrangler' };
    return isThere ? { default_environment: { environment: 'production', script } } : undefined;
  }
  if (path.endsWith('/assets-upload-session')) return { jwt: ASSETS_TOKEN, buckets: [] };
  if (path.endsWith('/secrets')) return [];
  if (path.endsWith('/deployments')) return { deployments: [] };
  if (path.endsWith('/subdomain')) return { subdomain: 'example', enabled: true, previews_enabled: false };
  if (path.includes('/workers/workers/')) return { subdomain: { enabled: true, previews_enabled: false } };
  return { id: VERSION, deployment_id: VERSION, startup_time_ms: 1, metadata: { has_preview: false } };
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
      const { method = '' } = request;
      const path = new URL(request.url ?? '', 'http://localhost').pathname.replace('/accounts/account/workers', '');
      if (method !== 'GET') asked.push(`${method} ${path}`);
      if (/scripts\/edgelens-staging(\/versions)?$/.test(path) && method !== 'GET') uploaded = await readForm(request);
      const result = answerTo(`/workers${path}`);
      const success = result !== undefined;
      const errors = success ? [] : [{ code: 10090, message: 'there is no such Worker' }];
      response.writeHead(success ? 200 : 404, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ success, errors, messages: [], result: result ?? null }));
    })();
  });
  await new Promise<void>((resolve) => cloudflare.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  cloudflare.close();
  await rm(folder, { recursive: true });
});

/** Runs a program as if Cloudflare were on this machine. @returns its exit code and what it printed */
async function run(program: string, args: string[], env: Record<string, string>): Promise<[number | null, string]> {
  asked = [];
  const { port } = cloudflare.address() as AddressInfo;
  const child = spawn(program, args, {
    cwd: ROOT,
    env: {
      ...process.env,
      CI: 'true',
      CLOUDFLARE_API_BASE_URL: `http://127.0.0.1:${port}`,
      CLOUDFLARE_API_TOKEN: 'token',
      CLOUDFLARE_ACCOUNT_ID: 'account',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return [await new Promise<number | null>((resolve) => child.once('close', resolve)), output];
}

/** Runs `npm run deploy`. @returns what it printed, and the last line that it told programs */
async function deploy(...args: string[]): Promise<{ code: number | null; output: string; told: unknown }> {
  const told = join(folder, `${args.join('')}.ndjson`);
  const argv = ['scripts/deploy.ts', '--offline', '--env', 'staging', ...args];
  const [code, output] = await run(process.execPath, argv, { WRANGLER_OUTPUT_FILE_PATH: told });
  const lines = (await readFile(told, 'utf8')).trim().split('\n');
  return { code, output, told: JSON.parse(lines.at(-1) ?? '') };
}

async function json(part: string): Promise<unknown> {
  const value = uploaded.get(part);
  return JSON.parse(value instanceof Blob ? await value.text() : (value ?? ''));
}

describe('the first deployment of an environment', () => {
  let deployed: Awaited<ReturnType<typeof deploy>>;

  beforeAll(async () => {
    isThere = false;
    deployed = await deploy();
  });

  it('tells where it is, people and programs', () => {
    expect(deployed.output).toContain('https://edgelens-staging.example.workers.dev');
    expect(deployed.code).toBe(0);
    expect(deployed.told).toMatchObject({
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
});

it('a gradual one uploads a version that gets no requests, and touches no Durable Object', async () => {
  isThere = true;
  const { code, output, told } = await deploy('--gradual');
  expect(output).toContain(VERSION);
  expect(code).toBe(0);
  expect(told).toMatchObject({ type: 'version-upload', version_id: VERSION });
  expect(asked).toEqual([
    'POST /scripts/edgelens-staging/assets-upload-session',
    'POST /scripts/edgelens-staging/versions',
  ]);
  const { migrations, observability } = metadataSchema.parse(await json('metadata'));
  expect([migrations, observability]).toEqual([undefined, undefined]);
});

// GitHub has both.
const hasTools = ['bash', 'jq'].every((tool) => spawnSync(tool, ['--version']).status === 0);

it.skipIf(!hasTools)('the step of the workflow deploys, and tells the next one where and which version', async () => {
  isThere = false;
  const workflow = workflowSchema.parse(parse(await readFile(join(ROOT, '.github/workflows/deploy.yml'), 'utf8')));
  const step = workflow.jobs.deploy.steps.find(({ id }) => id === 'deploy');
  const file = (name: string): string => join(folder, name);
  const [code, output] = await run('bash', ['-e', '-c', step?.run ?? 'false'], {
    ENVIRONMENT: 'staging',
    GITHUB_SHA: '0c0e642',
    GITHUB_OUTPUT: file('output'),
    WRANGLER_OUTPUT_FILE_PATH: file('workflow.ndjson'),
  });
  expect(output).toContain('https://edgelens-staging.example.workers.dev');
  expect(code).toBe(0);
  expect(await readFile(file('output'), 'utf8')).toBe(
    `version=${VERSION}\nurl=https://edgelens-staging.example.workers.dev\n`,
  );
});
