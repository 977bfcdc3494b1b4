import { readdirSync, readFileSync, statSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { z } from 'zod';

import { ROOT } from '../../kit/paths.ts';
import type { CallFrame, CpuProfile } from './cpu-profile.ts';

/** Finds what a frame was made of. */
export type SourceOf = (frame: CallFrame) => CallFrame;

/** How far before its parameters the name of a function stands at most, in characters: `name=async(`. */
const NAME_DISTANCE = 60;

const ANONYMOUS = '(anonymous)';
const NATIVE = '(native)';

const mapSchema = z.object({
  version: z.number(),
  file: z.string().default(''),
  sourceRoot: z.string().default(''),
  sources: z.array(z.string()),
  sourcesContent: z.array(z.string()).default([]),
  names: z.array(z.string()),
  mappings: z.string(),
});

/** What a place in a bundle was made of; `name` is there where the bundler has another one. */
const entrySchema = z.object({
  generatedColumn: z.number(),
  originalSource: z.string(),
  /** Counted from 0, like the column. */
  originalLine: z.number(),
  originalColumn: z.number(),
  name: z.string().nullish(),
});

/**
 * Reads what a Worker was bundled from.
 * @param folder where `wrangler deploy --dry-run` has put the bundle
 * @param wasmBytes size of each WebAssembly module by its script, which tells its file
 */
export function readSources(folder: string, wasmBytes: ReadonlyMap<string, number>): SourceOf {
  const script = join(folder, 'index.js');
  const map = mapSchema.parse(JSON.parse(readFileSync(`${script}.map`, 'utf8')));
  const modules = new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith('.wasm'))
      .map((name) => [statSync(join(folder, name)).size, name.replace(/^[0-9a-f]{40}-/, '')]),
  );
  const sourceOf = scriptSources(readFileSync(script, 'utf8'), map, folder);
  // workerd calls the script by its name alone, and Node by its address.
  const urls = ['index.js', pathToFileURL(script).href];
  return (frame) => {
    if (urls.includes(frame.url)) return sourceOf(frame);
    if (!frame.url.startsWith('wasm:')) return { ...frame, functionName: frame.functionName || NATIVE };
    const module = modules.get(wasmBytes.get(frame.scriptId) ?? NaN) ?? frame.url;
    // The column is the place in the module.
    return { ...frame, url: module, lineNumber: -1 };
  };
}

/**
 * Finds the sources of functions in a bundle.
 * @param text of the bundle
 * @param map its source map
 * @param folder what paths of the map are relative to, unless it says itself
 */
export function scriptSources(text: string, map: z.input<typeof mapSchema>, folder: string): SourceOf {
  const lines = text.split('\n');
  const complete = mapSchema.parse(map);
  const entries = new SourceMap(complete);
  const entryAt = (line: number, column: number): z.infer<typeof entrySchema> | undefined =>
    entrySchema.safeParse(entries.findEntry(line, column)).data;
  const base = resolve(folder, complete.sourceRoot);
  /** The name before the bundler made it shorter: it is mapped where the short one stands, before the parameters. */
  const nameOf = ({ functionName, lineNumber, columnNumber }: CallFrame): string => {
    const short = (lines[lineNumber] ?? '').lastIndexOf(functionName, columnNumber);
    if (functionName === '' || short < 0 || short < columnNumber - NAME_DISTANCE) return functionName || ANONYMOUS;
    const named = entryAt(lineNumber, short);
    return named?.generatedColumn === short ? (named.name ?? functionName) : functionName;
  };
  return (frame) => {
    const entry = entryAt(frame.lineNumber, frame.columnNumber);
    if (entry === undefined) return frame;
    const url = relative(ROOT, resolve(base, entry.originalSource));
    // Viewers tell functions by script and place, so none may keep the place that it had in the bundle.
    const place = { lineNumber: entry.originalLine, columnNumber: entry.originalColumn };
    return { functionName: nameOf(frame), scriptId: url, url, ...place };
  };
}

/** A profile whose frames name sources instead of places in a bundle. */
export function nameSources(profile: CpuProfile, sourceOf: SourceOf): CpuProfile {
  return { ...profile, nodes: profile.nodes.map((node) => ({ ...node, callFrame: sourceOf(node.callFrame) })) };
}
