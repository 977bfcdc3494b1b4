import { z } from '@hono/zod-openapi';

import type { BufferPurpose } from './names.ts';

const bytes = z.int().nonnegative();

/** What the memory of an isolate is spent on. */
export const memorySchema = z
  .object({
    limit_bytes: bytes.openapi({
      description: 'What Cloudflare gives an isolate, JavaScript and WebAssembly together.',
    }),
    reserve_bytes: bytes.openapi({
      description: 'Kept of it for what is not counted here, the JavaScript heap above all.',
    }),
    wasm_heap_bytes: bytes.openapi({
      description: 'Linear memory of the engines with all sessions; that of onnxruntime never shrinks.',
    }),
    decoder_heap_bytes: bytes.openapi({
      description: 'Linear memory of the picture decoders that are kept for the next picture.',
    }),
    head_bytes: bytes.openapi({ description: 'Classifier weights that are kept for the next heat map.' }),
    buffers: z
      .object({ upload: bytes, model: bytes, decode: bytes, tensor: bytes } satisfies Record<BufferPurpose, z.ZodType>)
      .openapi({ description: 'Large buffers of all requests in this isolate at this moment, by what they are for.' }),
    used_bytes: bytes.openapi({ description: 'Heaps and buffers together.' }),
    peak_bytes: bytes.openapi({ description: 'The most that was used in the life of this isolate.' }),
  })
  .openapi('Memory');
export type Memory = z.infer<typeof memorySchema>;
