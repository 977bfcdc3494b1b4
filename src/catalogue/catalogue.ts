import { z } from 'zod';

import { MODEL_NAME } from './manifest.ts';
import { inputSchema } from '../contract/model.ts';

const accuracySchema = z.strictObject({
  /** Percent, on ImageNet-1k's validation set. */
  top1: z.number(),
  top5: z.number(),
  /** Height and width of the pictures that it was measured with. */
  size: z.int().positive(),
  /** Key of `sources`. */
  source: z.string(),
});

const availableSchema = z.strictObject({
  /** timm's, with the tag of the weights; what `npm run models -- add` takes. */
  name: z.string().regex(MODEL_NAME),
  title: z.string(),
  /** As timm's own list has it; the model's page on the hub decides. */
  licence: z.string(),
  classes: z.int().positive(),
  input: inputSchema,
  /** Trained scalars, after BatchNorm was folded. */
  parameters: z.int().positive(),
  /** Multiply-accumulates of one picture: convolutions and dense layers. */
  macs: z.int().positive(),
  /** Size of the files once added: weights in fp32. */
  bytes: z.int().positive(),
  /** Estimate of the WebAssembly heap that it needs to run: weights, values between the layers, and onnxruntime itself. */
  heap_bytes: z.int().positive(),
  /** Published accuracies; may be empty. */
  accuracy: z.array(accuracySchema),
});

/** Schema of `models/catalogue.json`: the models that can be added from the hub. `npm run models -- catalogue --record` writes it. */
export const catalogueSchema = z.strictObject({
  version: z.literal(1),
  /** timm's release that the list is from. */
  timm: z.string(),
  /** Where the accuracies were published; `date` is null if only a commit is known. */
  sources: z.record(z.string(), z.strictObject({ title: z.string(), date: z.iso.date().nullable(), url: z.url() })),
  models: z.array(availableSchema),
});

export type Catalogue = z.infer<typeof catalogueSchema>;
export type AvailableModel = z.infer<typeof availableSchema>;
export type PublishedAccuracy = z.infer<typeof accuracySchema>;
