import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { npm } from '../../../../scripts/doctor/npm.ts';
import { checkInstalled, checkOutdated } from '../../../../scripts/doctor/packages.ts';

const DECLARED = { name: 'shop', dependencies: { pear: '1.2.0' }, devDependencies: { tool: '3.0.0' } };
const LOCKED = {
  '': DECLARED,
  'node_modules/pear': { version: '1.2.0' },
  'node_modules/tool': { version: '3.0.0' },
  'node_modules/tool-for-another-system': { version: '3.0.0', optional: true },
};
const INSTALLED = { 'node_modules/pear': { version: '1.2.0' }, 'node_modules/tool': { version: '3.0.0' } };

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'edgelens-doctor-'));
  await write('package.json', DECLARED);
  await lock('package-lock.json', LOCKED);
  await lock('node_modules/.package-lock.json', INSTALLED);
});

afterEach(() => rm(root, { recursive: true }));

async function write(path: string, content: unknown): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), JSON.stringify(content));
}

function lock(path: string, packages: object): Promise<void> {
  return write(path, { lockfileVersion: 3, packages });
}

describe('what is installed', () => {
  it('is what the lockfile says, but for what other systems need', () => {
    expect(checkInstalled(root)).toEqual({ state: 'fine', found: '2 packages, as the lockfile says' });
  });

  it('has another version, or lacks a package', async () => {
    await lock('node_modules/.package-lock.json', { 'node_modules/pear': { version: '1.3.0' } });
    expect(checkInstalled(root)).toEqual({
      state: 'wrong',
      found: 'other packages than the lockfile says: pear, tool',
      remedy: 'npm ci',
    });
  });

  it('is nothing', async () => {
    await rm(join(root, 'node_modules'), { recursive: true });
    expect(checkInstalled(root)).toMatchObject({ state: 'wrong', found: 'nothing is installed' });
  });

  it('has no lockfile', async () => {
    await rm(join(root, 'package-lock.json'));
    expect(checkInstalled(root)).toMatchObject({ state: 'wrong', found: 'no package-lock.json' });
  });

  it('is locked, but package.json was changed since', async () => {
    await write('package.json', { ...DECLARED, dependencies: { pear: '2.0.0', plum: '1.0.0' } });
    expect(checkInstalled(root)).toEqual({
      state: 'wrong',
      found: 'package.json and the lockfile differ: pear, plum',
      remedy: 'npm install',
    });
  });
});

describe('what is outdated', () => {
  let registry: Server;
  let latest: Record<string, string>;

  beforeEach(async () => {
    latest = { pear: '1.2.0', tool: '3.0.0' };
    registry = createServer(({ url = '' }, response) => {
      const name = url.slice(1);
      const newest = latest[name] ?? '';
      const versions = Object.fromEntries(['1.2.0', '3.0.0', newest].map((version) => [version, { name, version }]));
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ name, 'dist-tags': { latest: newest }, versions }));
    });
    await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
    const { port } = registry.address() as AddressInfo;
    vi.stubEnv('npm_config_registry', `http://127.0.0.1:${port}`);
    vi.stubEnv('npm_config_cache', join(root, 'cache'));
    for (const [name, version] of Object.entries(latest)) {
      await write(`node_modules/${name}/package.json`, { name, version });
    }
  });

  afterEach(() => {
    registry.close();
    vi.unstubAllEnvs();
  });

  it('is nothing', async () => {
    expect(await checkOutdated(root)).toEqual({ state: 'fine', found: 'none is outdated' });
  });

  it('is told with both versions', async () => {
    latest['tool'] = '3.1.0';
    expect(await checkOutdated(root)).toMatchObject({ state: 'note', found: 'tool 3.0.0 -> 3.1.0' });
  });

  it('is nothing that is newer than what is called latest', async () => {
    latest['tool'] = '2.10.0';
    expect(await checkOutdated(root)).toEqual({ state: 'fine', found: 'none is outdated' });
  });

  it('is not known where the registry does not answer', async () => {
    vi.stubEnv('npm_config_registry', 'http://127.0.0.1:9');
    expect(await checkOutdated(root)).toEqual({ state: 'unknown', found: 'the registry of npm does not answer' });
  });
});

it('a machine without npm', async () => {
  vi.stubEnv('npm_execpath', undefined);
  vi.stubEnv('PATH', root);
  expect(await npm(['--version'], root)).toBeUndefined();
  vi.unstubAllEnvs();
});
