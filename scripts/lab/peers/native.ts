import { fork } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { z } from 'zod';

import { Failure } from '../../kit/failure.ts';
import type { Peer } from './peer.ts';
import { runningPeer } from './request.ts';

const SERVER = fileURLToPath(new URL('native-server.ts', import.meta.url));
const readySchema = z.object({ port: z.int().positive() });

/**
 * Native onnxruntime in a Node process.
 * @param packageFolder where onnxruntime-node lies
 * @param modelFile one ONNX file
 */
export async function prepareNative(packageFolder: string, modelFile: string, modelName: string): Promise<Peer> {
  const start: Peer['start'] = async () => {
    const begin = performance.now();
    const child = fork(SERVER, [packageFolder, modelFile, modelName], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    let errors = '';
    child.stderr?.on('data', (chunk: Buffer) => (errors += String(chunk)));
    const ended = once(child, 'exit').then(() => {
      throw new Failure(`the process ended: ${errors.trim().split('\n').at(-1) ?? ''}`);
    });
    const [message] = (await Promise.race([once(child, 'message'), ended])) as unknown[];
    const listening_ms = performance.now() - begin;
    const close = async (): Promise<void> => {
      child.kill();
      await ended.catch(() => undefined);
    };
    return runningPeer(
      { origin: `http://127.0.0.1:${readySchema.parse(message).port}`, pid: child.pid ?? 0, listening_ms, close },
      'normalised',
    );
  };
  return { start, upload_bytes: null, model_bytes: (await stat(modelFile)).size };
}
