import { createServer } from 'node:http';
import { createRequire } from 'node:module';

import type { InferenceSession, TensorConstructor } from 'onnxruntime-web';
import sharp from 'sharp';

import { neededShortSide, preprocess } from '../../../../src/inference/picture/preprocess.ts';
import { answerParent } from '../../../kit/child-process.ts';
import { Failure } from '../../../kit/failure.ts';
import { readManifest, WORKSPACE } from '../../../models/workspace.ts';
import { answer, type Infer } from './workers/answer.ts';

// The upper bound: the speed of one thread of this machine outside of any sandbox. onnxruntime and the JPEG decoder are native
// code. The process of native.ts: native-server.ts PACKAGE MODEL NAME.

interface OnnxRuntime {
  readonly InferenceSession: {
    create: (path: string, options: InferenceSession.SessionOptions) => Promise<InferenceSession>;
  };
  readonly Tensor: TensorConstructor;
}

const [packageFolder = '', modelFile = '', modelName = ''] = process.argv.slice(2);
sharp.concurrency(1);

const { models } = await readManifest(WORKSPACE);
const entry = models.find(({ name }) => name === modelName);
if (entry === undefined) throw new Failure(`there is no model ${modelName}`);
const { input } = entry;
let opening: Promise<{ infer: Infer; heapBytes: () => null }> | undefined;

async function open(): Promise<{ infer: Infer; heapBytes: () => null }> {
  const ort = createRequire(import.meta.url)(packageFolder) as OnnxRuntime;
  const session = await ort.InferenceSession.create(modelFile, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  return {
    infer: async (pixels) => {
      const { logits } = await session.run({ [input.name]: new ort.Tensor('float32', pixels, [1, ...input.size]) });
      return logits?.data as Float32Array;
    },
    heapBytes: () => null,
  };
}

async function toTensor(jpeg: Uint8Array): Promise<Float32Array> {
  const shortSide = neededShortSide(input);
  const { data, info } = await sharp(jpeg)
    .resize({ width: shortSide, height: shortSide, fit: 'outside' })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return preprocess({ width: info.width, height: info.height, data }, input);
}

const server = createServer((incoming, outgoing) => {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.once('end', () => {
    const request = new Request(`http://localhost${incoming.url ?? '/'}`, {
      method: 'POST',
      body: new Uint8Array(Buffer.concat(chunks)),
    });
    answer(request, () => (opening ??= open()), toTensor)
      .then(async (response) => outgoing.end(await response.text()))
      .catch((error: unknown) => outgoing.writeHead(500).end(String(error)));
  });
});
answerParent(async (): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : 0;
});
