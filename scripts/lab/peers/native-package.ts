import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { Failure } from '../../kit/failure.ts';
import { fetchedPackage } from './fetched-package.ts';

/**
 * Fetches onnxruntime-node when it is not there. It is no dependency of the project: its libraries for all platforms have
 * 280 MB, and its install script would fetch more from elsewhere.
 * @param folder where to unpack it; within the project, so that it finds onnxruntime-common
 * @throws Failure when it cannot be had, or does not exist for this platform
 */
export async function nativePackage(folder: string, report: (line: string) => void): Promise<string> {
  const path = await fetchedPackage(
    {
      name: 'onnxruntime-node',
      version: '1.30.0',
      integrity: 'sha512-twhs1C2C/BFkz1yc5OY0KIU2GUq6DURO7hD4bx5Q2Qy3nAMJwRXW8xU3NVczE29VA9lolLOYepoD8fjTGOfIqw==',
      // JavaScript, and the CPU library of one platform.
      needed: ['package/package.json', 'package/dist/', `package/bin/napi-v6/${process.platform}/${process.arch}/`],
    },
    folder,
    report,
  );
  if (!existsSync(join(path, 'bin'))) {
    throw new Failure(`onnxruntime-node has no library for ${process.platform}-${process.arch}`);
  }
  return path;
}
