import { z } from 'zod';

/** What esbuild tells about a bundle, as far as it is read here (https://esbuild.github.io/api/#metafile). */
const metafileSchema = z.object({
  inputs: z.record(
    z.string(),
    z.object({
      imports: z.array(z.object({ path: z.string(), kind: z.string(), external: z.boolean().optional() })),
    }),
  ),
  outputs: z.record(
    z.string(),
    z.object({
      entryPoint: z.string().optional(),
      inputs: z.record(z.string(), z.object({ bytesInOutput: z.number() })),
    }),
  ),
});

/** The part of a bundle that every new isolate evaluates before it answers anything. */
export interface StartChunk {
  /** Those of its modules that have any code, most code first. */
  readonly modules: readonly { readonly path: string; readonly bytes: number }[];
  /** Of all of them, minified. */
  readonly bytes: number;
}

/**
 * Finds what a bundle evaluates when it starts: the modules that its entry reaches without an `import()`.
 * @param metafile of esbuild, with one entry
 */
export function startChunk(metafile: unknown): StartChunk {
  const { inputs, outputs } = metafileSchema.parse(metafile);
  const output = Object.values(outputs).find(({ entryPoint }) => entryPoint !== undefined);
  if (output?.entryPoint === undefined) throw new Error('the bundle has no entry');
  const reached = new Set([output.entryPoint]);
  // A set visits what is added meanwhile, too.
  for (const path of reached) {
    for (const { path: next, kind, external = false } of inputs[path]?.imports ?? [])
      if (kind !== 'dynamic-import' && !external) reached.add(next);
  }
  const modules = [...reached]
    .map((path) => ({ path, bytes: output.inputs[path]?.bytesInOutput ?? 0 }))
    .filter(({ bytes }) => bytes > 0)
    .sort((a, b) => b.bytes - a.bytes);
  return { modules, bytes: modules.reduce((sum, { bytes }) => sum + bytes, 0) };
}
