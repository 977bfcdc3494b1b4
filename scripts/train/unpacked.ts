import { mkdir, open, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';

import { type Entry, openPromise, type ZipFile } from 'yauzl';

import { Failure, isCode, reasonOf } from '../kit/failure.ts';
import { inTemporaryFolder } from '../kit/temporary-folder.ts';

const MIB = 1024 * 1024;

/**
 * What a ZIP file may unpack to: pictures of a training, and not all that a small file can claim. No picture that the
 * Worker takes is as large as the largest file.
 */
export const LIMITS = { files: 100_000, fileBytes: 64 * MIB, bytes: 4096 * MIB };

/** How a ZIP file begins that has a file in it. */
const SIGNATURE = Buffer.from('PK\u0003\u0004');

/**
 * Lets something use a folder of pictures, which may be packed into a ZIP file: then it is unpacked into a temporary folder,
 * which is deleted afterwards, and when a signal ends the process: a second SIGINT where somebody heeds the first. Hidden files and those that macOS adds are left out, and a single folder around all others
 * is looked through.
 *
 * @param data a folder or a ZIP file; anything that is not called like a ZIP file is left to who reads it
 * @throws Failure when the ZIP file is missing, is none, is damaged or encrypted, unpacks to more than LIMITS, or has a file
 *   that would lie outside of the folder; what `use` throws of the folder names the ZIP file
 */
export async function withFolder<T>(data: string, use: (folder: string) => Promise<T>, limits = LIMITS): Promise<T> {
  if (!(await isZip(data))) return use(data);
  // They are pictures of people's own: no signal may leave them there.
  const interrupts = process.listenerCount('SIGINT') > 0 ? 2 : 1;
  const work = async (temporary: string): Promise<T> => {
    const folder = await unpack(data, temporary, limits);
    return use(folder).catch((error: unknown) => {
      if (error instanceof Failure) error.message = named(error.message, folder, data);
      throw error;
    });
  };
  return inTemporaryFolder('edgelens-pictures-', work, { interrupts });
}

/** A message about the folder as one about the ZIP file, which is no folder to train on a part of. */
function named(message: string, folder: string, zip: string): string {
  const text = message.replaceAll(folder, zip);
  return text.includes(`--data ${join(zip, '/')}`) ? `${text}. Unpack the ZIP file for that` : text;
}

/** @throws Failure when it is called like a ZIP file, and is none */
async function isZip(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  const isCalledSo = /\.zip$/i.test(path);
  if (found === undefined && isCalledSo) {
    // The notebook's page knows the name of what it exports, and not where the browser saves it.
    throw new Failure(
      `there is no file ${path}. Give its path; what a browser exported may be at ~/Downloads/${basename(path)}`,
    );
  }
  if (found?.isFile() !== true) return false;
  const file = await open(path);
  try {
    const { buffer: start } = await file.read(Buffer.alloc(SIGNATURE.byteLength), 0, SIGNATURE.byteLength, 0);
    const isOne = start.equals(SIGNATURE);
    if (isCalledSo && !isOne) throw new Failure(`${path} is no ZIP file with files in it; export or download it again`);
    return isOne;
  } finally {
    await file.close();
  }
}

/** @returns the folder that has the class folders */
async function unpack(path: string, temporary: string, limits: typeof LIMITS): Promise<string> {
  try {
    const zip = await openPromise(path, { autoClose: false });
    try {
      const entries = await readEntries(zip, path, limits);
      for (const entry of entries) await write(zip, entry, join(temporary, entry.fileName), path);
      return join(temporary, wrapperOf(entries));
    } finally {
      zip.close();
    }
  } catch (error) {
    if (error instanceof Failure || isCode(error, 'ENOSPC')) throw error;
    throw new Failure(`${path} cannot be unpacked: ${reasonOf(error)}`);
  }
}

/** The files that count, once it is known that all of them together are within the limits. */
async function readEntries(zip: ZipFile, path: string, limits: typeof LIMITS): Promise<Entry[]> {
  const entries: Entry[] = [];
  let bytes = 0;
  // The reader refuses names that lead out of the folder.
  for await (const entry of zip.eachEntry()) {
    const { fileName, uncompressedSize } = entry;
    if (fileName.endsWith('/') || isLeftOut(fileName)) continue;
    entries.push(entry);
    bytes += uncompressedSize;
    if (entry.isEncrypted()) throw new Failure(`${path} is encrypted; unpack it, and give the folder`);
    if (uncompressedSize > limits.fileBytes) {
      throw new Failure(
        `${fileName} in ${path} unpacks to more than the ${limits.fileBytes / MIB} MiB that a picture may have`,
      );
    }
    if (entries.length > limits.files || bytes > limits.bytes) {
      throw new Failure(
        `${path} unpacks to more than ${limits.files} files or ${limits.bytes / MIB} MiB. If you trust it, unpack it, and give the folder`,
      );
    }
  }
  return entries;
}

function isLeftOut(name: string): boolean {
  return name.split('/').some((part) => part.startsWith('.') || part === '__MACOSX');
}

async function write(zip: ZipFile, entry: Entry, file: string, path: string): Promise<void> {
  // It ends with an error as soon as more comes than the entry says.
  const bytes = await buffer(await zip.openReadStreamPromise(entry));
  if (crc32(bytes) !== entry.crc32) throw new Failure(`${path} is damaged: ${entry.fileName} is not what was packed`);
  await mkdir(dirname(file), { recursive: true });
  // A link is written as a file like any other; nothing is written twice.
  await writeFile(file, bytes, { flag: 'wx' });
}

/** The one folder that all class folders are in; empty if there is none. */
function wrapperOf(entries: readonly Entry[]): string {
  const paths = entries.map(({ fileName }) => fileName.split('/'));
  const [first = ''] = paths[0] ?? [];
  return paths.every(([folder, ...rest]) => folder === first && rest.length > 1) ? first : '';
}
