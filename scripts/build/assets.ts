import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

import type { EngineName } from '../../src/contract/names.ts';
import type { Manifest } from '../../src/catalogue/manifest.ts';
import { enginesOf, servedFiles } from '../../src/catalogue/served-files.ts';
import { ASSETS, DESCRIPTION, ROOT, TEXT_FILES, WEB } from '../kit/paths.ts';
import { filesBelow } from '../kit/worker/wrangler.ts';

/** Files of the API browser that /docs loads (swagger-ui-dist, Apache-2.0), and the licences that its bundle points to. */
const SWAGGER_FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'swagger-ui-bundle.js.LICENSE.txt'];

/** What the Worker reads beside the models, inside `models/`. */
const LISTS = ['catalogue.json', 'candidates.json'];

/**
 * Lays out what wrangler uploads as static assets: `models/` (the built models, their class lists, the list of those that
 * could be added, and what candidates cost), `static/` (style sheet, scripts, icons, sample pictures, API browser),
 * `texts/` (those of each language but English) and `openapi.json`. All of them must have been built.
 * What is laid out already is left alone, because another program may be reading it; otherwise the folder is made beside
 * the old one and then takes its place, so that a build that breaks off leaves a whole one.
 *
 * @param engines whose files to lay out
 */
export function layOutAssets(manifest: Manifest, engines: readonly EngineName[]): void {
  const sources = sourcesOf(manifest, engines);
  if (isLaidOut(sources)) return;
  const fresh = `${ASSETS}.${randomUUID()}.tmp`;
  try {
    for (const [path, source] of sources) cpSync(source, join(fresh, path), { preserveTimestamps: true });
    rmSync(ASSETS, { recursive: true, force: true });
    renameSync(fresh, ASSETS);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** What each asset is a copy of. */
function sourcesOf({ models }: Manifest, engines: readonly EngineName[]): Map<string, string> {
  const served = models.flatMap((model) => {
    const able = enginesOf(model).filter((engine) => engines.includes(engine));
    // Heat maps need the head's weights, whatever runs the model.
    const files = model.files.filter(
      (file) => file.role === 'head' || able.some((engine) => servedFiles(model, engine).includes(file)),
    );
    return [...files.map(({ path }) => path), model.classes.file];
  });
  const pages = [join(ROOT, 'src/web/static'), WEB];
  const swagger = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  return new Map([
    ['openapi.json', DESCRIPTION],
    ...[...served, ...LISTS].map((path) => [join('models', path), join(ROOT, 'models', path)] as const),
    ...pages.flatMap((folder) => copiesOf(folder, 'static')),
    ...copiesOf(TEXT_FILES, 'texts'),
    ...SWAGGER_FILES.map((file) => [join('static', file), join(swagger, file)] as const),
  ]);
}

/** The assets of a folder, with what each is a copy of. */
function copiesOf(folder: string, asset: string): [path: string, source: string][] {
  return filesBelow(folder).map((path) => [join(asset, relative(folder, path)), path]);
}

/** Whether the assets are there already, to judge by size and time. */
function isLaidOut(sources: ReadonlyMap<string, string>): boolean {
  if (!existsSync(ASSETS)) return false;
  const there = filesBelow(ASSETS).map((path) => relative(ASSETS, path));
  return (
    there.length === sources.size &&
    there.every((path) => {
      const source = sources.get(path);
      if (source === undefined) return false;
      const [a, b] = [statSync(source), statSync(join(ASSETS, path))];
      // The copy has the time to the millisecond.
      return a.size === b.size && Math.abs(a.mtimeMs - b.mtimeMs) < 2;
    })
  );
}
