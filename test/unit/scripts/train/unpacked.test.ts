import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { zipSync, type Zippable } from 'fflate';
import { describe, expect, it, vi } from 'vitest';

import { Failure } from '../../../../scripts/kit/failure.ts';
import { LIMITS, withFolder } from '../../../../scripts/train/unpacked.ts';
import { PATIENCE } from '../../../patience.ts';
import { temporaryFolder } from '../models/temporary.ts';

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

/** A ZIP file with these files, whose bytes may be altered. */
function zipOf(files: Zippable, alter: (zip: Buffer) => void = () => undefined): string {
  const path = join(temporaryFolder(), 'leaves.zip');
  const zip = Buffer.from(zipSync(files, { level: 6 }));
  alter(zip);
  writeFileSync(path, zip);
  return path;
}

/** Where the entry of a file in the central directory begins (APPNOTE 4.3.12), by its name. */
function entryOf(zip: Buffer, name: string): number {
  for (let at = zip.indexOf('PK\u0001\u0002'); at !== -1; at = zip.indexOf('PK\u0001\u0002', at + 1)) {
    if (zip.toString('utf8', at + 46, at + 46 + zip.readUInt16LE(at + 28)) === name) return at;
  }
  throw new Error(`the ZIP file has no ${name}`);
}

/** The files that a ZIP file unpacks to, with their content. */
function unpackedFrom(path: string, limits = LIMITS): Promise<Record<string, string>> {
  return withFolder(
    path,
    (folder) => {
      const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      const paths = files.map((entry) => join(entry.parentPath, entry.name));
      return Promise.resolve(
        Object.fromEntries(paths.sort().map((file) => [relative(folder, file), readFileSync(file, 'utf8')])),
      );
    },
    limits,
  );
}

describe('a ZIP file of pictures', () => {
  it('is unpacked for as long as its pictures are used', async () => {
    const path = zipOf({
      rust: { '1.jpg': text('one'), 'さび.jpg': text('two') },
      healthy: { '1.jpg': text('three') },
    });
    let seen = '';
    await withFolder(path, (folder) => {
      seen = folder;
      return Promise.resolve();
    });
    expect(existsSync(seen)).toBe(false);
    expect(await unpackedFrom(path)).toEqual({
      'healthy/1.jpg': 'three',
      'rust/1.jpg': 'one',
      'rust/さび.jpg': 'two',
    });
  });

  it('may have one folder around all others, hidden files, and what macOS adds', async () => {
    const path = zipOf({
      leaves: { rust: { '1.jpg': text('one'), '.DS_Store': text('') }, healthy: { '1.jpg': text('two') } },
      __MACOSX: { leaves: { rust: { '._1.jpg': text('') } } },
    });
    expect(await unpackedFrom(path)).toEqual({ 'healthy/1.jpg': 'two', 'rust/1.jpg': 'one' });
  });

  it('writes a link as a file', async () => {
    const link: Zippable = { rust: { 'link.jpg': [text('/etc/passwd'), { os: 3, attrs: 0o120777 << 16 }] } };
    expect(await unpackedFrom(zipOf(link))).toEqual({ 'rust/link.jpg': '/etc/passwd' });
  });

  it.each(['../evil.jpg', 'rust/../../evil.jpg', '/tmp/evil.jpg', String.raw`rust\..\..\evil.jpg`, 'C:/evil.jpg'])(
    'writes nothing outside of its folder: %s',
    async (name) => {
      await expect(unpackedFrom(zipOf({ [name]: text('evil') }))).rejects.toThrow(
        /leaves\.zip cannot be unpacked: (invalid relative path|absolute path)/,
      );
    },
  );

  it.each([
    [{ ...LIMITS, files: 1 }, /leaves\.zip unpacks to more than 1 files or/],
    [{ ...LIMITS, bytes: 1024 * 1024 }, /leaves\.zip unpacks to more than 100000 files or 1 MiB/],
    [{ ...LIMITS, fileBytes: 1024 * 1024 }, /rust\/zeros\.jpg in .* unpacks to more than the 1 MiB/],
  ])('is refused before anything is written if it unpacks to too much: %j', async (limits, reason) => {
    const path = zipOf({ rust: { 'zeros.jpg': new Uint8Array(2 * 1024 * 1024), '2.jpg': text('two') } });
    await expect(unpackedFrom(path, limits)).rejects.toThrow(reason);
  });

  it('is refused if it unpacks to more than it says', async () => {
    const path = zipOf({ rust: { 'zeros.jpg': new Uint8Array(2 * 1024 * 1024) } }, (zip) => {
      zip.writeUInt32LE(100, entryOf(zip, 'rust/zeros.jpg') + 24);
    });
    await expect(unpackedFrom(path)).rejects.toThrow('leaves.zip cannot be unpacked: too many bytes in the stream');
  });

  it('is refused if files share bytes, so that a small one claims to be many', async () => {
    const zeros = new Uint8Array(1024 * 1024);
    const names = Array.from({ length: 8 }, (_, i) => `rust/${i}.jpg`);
    const path = zipOf(Object.fromEntries(names.map((name) => [name, zeros])), (zip) => {
      for (const name of names) zip.writeUInt32LE(0, entryOf(zip, name) + 42);
    });
    await expect(unpackedFrom(path, { ...LIMITS, bytes: 4 * 1024 * 1024 })).rejects.toThrow('unpacks to more than');
  });

  it('is refused if it is damaged, encrypted, or has a file twice', async () => {
    const files = { rust: { '1.jpg': text('one'), '2.jpg': text('two') } };
    const damaged = zipOf(files, (zip) => {
      zip.writeUInt32LE(0, entryOf(zip, 'rust/1.jpg') + 16);
    });
    await expect(unpackedFrom(damaged)).rejects.toThrow('is damaged: rust/1.jpg is not what was packed');
    const encrypted = zipOf(files, (zip) => {
      zip.writeUInt16LE(1, entryOf(zip, 'rust/1.jpg') + 8);
    });
    await expect(unpackedFrom(encrypted)).rejects.toThrow('is encrypted; unpack it, and give the folder');
    const twice = zipOf(files, (zip) => {
      zip.write('rust/1.jpg', entryOf(zip, 'rust/2.jpg') + 46);
    });
    await expect(unpackedFrom(twice)).rejects.toThrow('cannot be unpacked: EEXIST');
    const cut = zipOf(files);
    writeFileSync(cut, readFileSync(cut).subarray(0, -30));
    await expect(unpackedFrom(cut)).rejects.toThrow('leaves.zip cannot be unpacked');
  });

  it('is named in what is wrong with its pictures, and leaves nothing behind', async () => {
    const path = zipOf({ train: { cat: { '1.jpg': text('one') } }, test: { cat: { '1.jpg': text('two') } } });
    let seen = '';
    const failing = withFolder(path, (folder) => {
      seen = folder;
      return Promise.reject(new Failure(`${folder} holds parts, so give it one part: --data ${join(folder, 'train')}`));
    });
    await expect(failing).rejects.toThrow(
      `${path} holds parts, so give it one part: --data ${join(path, 'train')}. Unpack the ZIP file for that`,
    );
    expect([seen, existsSync(seen)]).toEqual([expect.stringContaining('edgelens-pictures-'), false]);
  });
});

it('what is called like a ZIP file and is missing or none is told, with where browsers save what they export', async () => {
  const folder = temporaryFolder();
  const [missing, cut] = ['notebook-2026-11-29.zip', join(folder, 'notebook.ZIP')];
  writeFileSync(cut, '');
  await expect(unpackedFrom(missing)).rejects.toThrow(
    `there is no file ${missing}. Give its path; what a browser exported may be at ~/Downloads/${missing}`,
  );
  await expect(unpackedFrom(cut)).rejects.toThrow(`${cut} is no ZIP file with files in it`);
});

it('a folder is used as it is, and so is a file of another name that is no ZIP file', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'notes.txt');
  writeFileSync(file, 'no ZIP file');
  for (const path of [folder, file, join(folder, 'nowhere')]) {
    expect(await withFolder(path, (given) => Promise.resolve(given))).toBe(path);
  }
});

/** Windows ends a process without asking it. */
describe.skipIf(process.platform === 'win32')('pictures that a signal interrupts', () => {
  async function unpack(...more: string[]) {
    const zip = zipOf({ rust: { '1.jpg': text('one') }, healthy: { '1.jpg': text('two') } });
    const script = fileURLToPath(new URL('scripts/unpack.ts', import.meta.url));
    const child = spawn(process.execPath, [script, zip, ...more], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit') as Promise<[number | null]>;
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    await vi.waitUntil(() => printed.includes('\n'), PATIENCE);
    const folder = printed.trim();
    expect(existsSync(join(folder, 'rust/1.jpg'))).toBe(true);
    return { child, ended, folder, printed: () => printed };
  }

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('by %s are gone', async (signal, code) => {
    const { child, ended, folder } = await unpack();
    child.kill(signal);
    expect((await ended)[0]).toBe(code);
    expect(existsSync(folder)).toBe(false);
  });

  it('by a second Ctrl-C are gone, and stay for the end of what heeds the first', async () => {
    const { child, ended, folder, printed } = await unpack('heeds');
    child.kill('SIGINT');
    await vi.waitUntil(() => printed().includes('heeded'), PATIENCE);
    expect(existsSync(folder)).toBe(true);
    child.kill('SIGINT');
    expect((await ended)[0]).toBe(130);
    expect(existsSync(folder)).toBe(false);
  });
});
