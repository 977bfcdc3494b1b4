import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

import type { EngineName } from '../../src/contract/names.ts';
import type { Manifest, ModelEntry } from '../../src/catalogue/manifest.ts';
import { enginesOf, servedFiles } from '../../src/catalogue/served-files.ts';
import { ASSETS, DESCRIPTION, ROOT, TEXT_FILES, WEB } from '../kit/paths.ts';
import { filesBelow } from '../kit/worker/wrangler.ts';

/** Files of the API browser that /docs loads (swagger-ui-dist, Apache-2.0), and the licences that its bundle points to. */
const SWAGGER_FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'swagger-ui-bundle.js.LICENSE.txt'];

/** What the Worker reads beside the models, inside `models/`. */
const LISTS = ['catalogue.json', 'candidates.json', 'ensembles.json'];

/** Models, and the folder that their files lie in. */
export interface ModelFolder {
  readonly folder: string;
  readonly models: readonly ModelEntry[];
  /** Which names of classes in other languages lie in it. */
  readonly translations?: Manifest['translations'];
}

/**
 * Lays out what wrangler uploads as static assets: `models/` (the built models, their cards, their class lists with names in
 * other languages, the list of those that
 * could be added, what candidates cost, and what ensembles were worth), `static/` (style sheet, scripts, icons, sample pictures, API browser),
 * `texts/` (those of each language but English) and `openapi.json`. All of them must have been built.
 * What is laid out already is left alone, because another program may be reading it; otherwise the folder is made beside
 * the old one and then takes its place, so that a build that breaks off leaves a whole one.
 *
 * @param engines whose files to lay out
 * @param target the folder of all assets
 */
export function layOutAssets(folders: readonly ModelFolder[], engines: readonly EngineName[], target = ASSETS): void {
  const sources = sourcesOf(folders, engines);
  if (isLaidOut(sources, target)) return;
  const fresh = `${target}.${randomUUID()}.tmp`;
  try {
    for (const [path, source] of sources) cpSync(source, join(fresh, path), { preserveTimestamps: true });
    rmSync(target, { recursive: true, force: true });
    renameSync(fresh, target);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Whether all assets are there, and copies of what was built. */
export function areLaidOut(folders: readonly ModelFolder[], engines: readonly EngineName[], target = ASSETS): boolean {
  return isLaidOut(sourcesOf(folders, engines), target);
}

/** What each asset is a copy of. */
function sourcesOf(folders: readonly ModelFolder[], engines: readonly EngineName[]): Map<string, string> {
  const models = folders.flatMap(({ folder, models }) => models.map((model) => ({ folder, model })));
  const served = models.flatMap(({ folder, model }) => {
    const able = enginesOf(model).filter((engine) => engines.includes(engine));
    // Heat maps need the head's weights, whatever runs the model.
    const files = model.files.filter(
      (file) => file.role === 'head' || able.some((engine) => servedFiles(model, engine).includes(file)),
    );
    const cards = existsSync(join(folder, model.card)) ? [model.card] : [];
    return [...files.map(({ path }) => path), model.classes.file, ...cards].map(
      (path) => [path, join(folder, path)] as const,
    );
  });
  const names = folders.flatMap(({ folder, translations = {} }) =>
    Object.values(translations).flatMap((files) =>
      Object.values(files).map((path) => [join('models', path), join(folder, path)] as const),
    ),
  );
  const pages = [join(ROOT, 'src/web/static'), WEB];
  const swagger = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  return new Map([
    ['openapi.json', DESCRIPTION],
    ...served.map(([path, source]) => [join('models', path), source] as const),
    ...names,
    ...LISTS.map((path) => [join('models', path), join(ROOT, 'models', path)] as const),
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
function isLaidOut(sources: ReadonlyMap<string, string>, target: string): boolean {
  if (!existsSync(target)) return false;
  const there = filesBelow(target).map((path) => relative(target, path));
  return (
    there.length === sources.size &&
    there.every((path) => {
      const source = sources.get(path);
      if (source === undefined) return false;
      const [a, b] = [statSync(source), statSync(join(target, path))];
      // The copy has the time to the millisecond.
      return a.size === b.size && Math.abs(a.mtimeMs - b.mtimeMs) < 2;
    })
  );
}
