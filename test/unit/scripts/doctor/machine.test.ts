import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { checkBrowser, checkDisk, checkProcessor } from '../../../../scripts/doctor/machine.ts';

it.each([
  [50 * 2 ** 30, 'fine', '51200 MiB free'],
  [2 ** 30, 'note', '1024 MiB free'],
  [2 ** 28, 'wrong', '256 MiB free'],
])('a disk with %i bytes free: %s', (free, state, found) => {
  expect(checkDisk(free)).toMatchObject({ state, found });
});

it('a browser for the tests, with the libraries of the machine or its own', async () => {
  const root = await mkdtemp(join(tmpdir(), 'edgelens-doctor-'));
  const bin = join(root, 'node_modules/@sparticuz/chromium/bin');
  await mkdir(bin, { recursive: true });
  for (const file of ['chromium.br', 'fonts.tar.br']) await writeFile(join(bin, file), '');
  expect(checkBrowser(root, 'linux-x64', undefined)).toEqual({
    state: 'note',
    found: '@sparticuz/chromium lacks bin/al2023.tar.br',
    remedy: 'npm ci',
  });
  await writeFile(join(bin, 'al2023.tar.br'), '');
  expect(checkBrowser(root, 'linux-x64', undefined).state).toBe('fine');
  expect(
    checkBrowser(root, 'linux-x64', '\tlibnss3.so => not found\n\tlibc.so.6 => /lib/libc.so.6 (0x7f)\n').found,
  ).toBe('Chromium of an npm package, with its own libraries: 1 are not on this machine');
  expect(checkBrowser(root, 'linux-x64', null).state).toBe('note');
  expect(checkBrowser(root, 'linux-arm64', undefined)).toMatchObject({
    state: 'note',
    found: 'there is none for linux-arm64',
  });
  expect(checkBrowser(root, 'darwin-arm64', undefined).state).toBe('fine');
  await rm(root, { recursive: true });
});

it.each([
  ['x64', 'flags : fpu avx2 avx_vnni', 'fine'],
  ['x64', 'flags : fpu avx2 avx512_vnni', 'note'],
  ['x64', undefined, 'unknown'],
  ['arm64', 'Features : fp asimd', 'fine'],
])('a processor (%s, %s): %s', (arch, flags, state) => {
  expect(checkProcessor(arch, flags).state).toBe(state);
});
