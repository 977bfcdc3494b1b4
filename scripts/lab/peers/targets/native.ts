import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';

import { Child } from '../../../kit/child-process.ts';
import { Failure } from '../../../kit/failure.ts';
import { fetchedPackage } from '../../fetched-package.ts';
import type { Peer } from './peer.ts';
import { runningPeer } from './request.ts';

/**
 * Native onnxruntime in a Node process.
 * @param packageFolder where onnxruntime-node lies
 * @param modelFile one ONNX file
 */
export async function prepareNative(packageFolder: string, modelFile: string, modelName: string): Promise<Peer> {
  const start: Peer['start'] = async () => {
    const begin = performance.now();
    const program = new URL('native-server.ts', import.meta.url);
    const child = await Child.start<'listen', number>(program, { args: [packageFolder, modelFile, modelName] });
    const port = await child.ask('listen');
    const listening_ms = performance.now() - begin;
    return runningPeer(
      { origin: `http://127.0.0.1:${port}`, pid: child.pid, listening_ms, close: () => child.close() },
      'normalised',
    );
  };
  return { start, upload_bytes: null, model_bytes: (await stat(modelFile)).size };
}

/**
 * Fetches onnxruntime-node when it is not there. It is no dependency of the project: its libraries for all platforms have
 * 280 MB, and its install script would fetch more from elsewhere.
 * @param folder where to unpack it; within the project, so that it finds onnxruntime-common
 * @throws Failure when it cannot be fetched, or does not exist for this platform
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
