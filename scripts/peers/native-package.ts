import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { extract } from 'tar';

import { Failure } from '../models/failure.ts';
import { npmPack } from '../models/npm-pack.ts';

const VERSION = '1.30.0';
const INTEGRITY = 'sha512-twhs1C2C/BFkz1yc5OY0KIU2GUq6DURO7hD4bx5Q2Qy3nAMJwRXW8xU3NVczE29VA9lolLOYepoD8fjTGOfIqw==';

/** What the comparison needs of it: JavaScript, and the CPU library of one platform. */
const NEEDED = ['package/package.json', 'package/dist/', `package/bin/napi-v6/${process.platform}/${process.arch}/`];

/**
 * Fetches onnxruntime-node when it is not there. It is no dependency of the project: its libraries for all platforms have
 * 280 MB, and its install script would fetch more from elsewhere. `npm pack` runs no script.
 * @param folder where to unpack it; within the project, so that it finds onnxruntime-common
 * @throws Failure when it cannot be had, or does not exist for this platform
 */
export async function nativePackage(folder: string, report: (line: string) => void): Promise<string> {
  const path = join(folder, `onnxruntime-node-${VERSION}`);
  if (existsSync(path)) return path;
  report(`onnxruntime-node@${VERSION}: fetching with npm pack (once)`);
  const partial = `${path}.${process.pid}.tmp`;
  try {
    await mkdir(join(partial, 'package'), { recursive: true });
    const tarball = await npmPack(`onnxruntime-node@${VERSION}`, partial);
    const digest = createHash('sha512').update(await readFile(tarball));
    if (`sha512-${digest.digest('base64')}` !== INTEGRITY) {
      throw new Failure(`onnxruntime-node@${VERSION} is not the package that it was`);
    }
    await extract({
      file: tarball,
      cwd: join(partial, 'package'),
      strip: 1,
      strict: true,
      filter: (entry) => NEEDED.some((needed) => entry.startsWith(needed)),
    });
    if (!existsSync(join(partial, 'package/bin'))) {
      throw new Failure(`onnxruntime-node has no library for ${process.platform}-${process.arch}`);
    }
    await rename(join(partial, 'package'), path);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return path;
}
