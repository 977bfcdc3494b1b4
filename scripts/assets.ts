import { cpSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { type EngineName, enginesOf, type Manifest, servedFiles } from '../src/inference/manifest.ts';
import { ASSETS, ROOT } from './paths.ts';

/** Files of the API browser that /docs loads (swagger-ui-dist, Apache-2.0). */
const SWAGGER_FILES = ['swagger-ui.css', 'swagger-ui-bundle.js'];

/**
 * Lays out what wrangler uploads as static assets: `models/` (the built models, their class lists, and the list of those
 * that could be added) and `static/` (style sheet, icon, API browser). The models must have been built. The folder is made
 * beside the old one and then takes its place, so that a build that breaks off leaves a whole one.
 *
 * @param engines whose files to lay out
 */
export function layOutAssets({ models }: Manifest, engines: readonly EngineName[]): void {
  const fresh = `${ASSETS}.tmp`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(join(fresh, 'models'), { recursive: true });
  for (const model of models) {
    const able = enginesOf(model).filter((engine) => engines.includes(engine));
    // Heat maps need the head's weights, whatever runs the model.
    const files = model.files.filter(
      (file) => file.role === 'head' || able.some((engine) => servedFiles(model, engine).includes(file)),
    );
    for (const path of [...files.map((file) => file.path), model.classes.file]) {
      cpSync(join(ROOT, 'models', path), join(fresh, 'models', path));
    }
  }
  cpSync(join(ROOT, 'models/catalogue.json'), join(fresh, 'models/catalogue.json'));
  cpSync(join(ROOT, 'src/web/static'), join(fresh, 'static'), { recursive: true });
  const swagger = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  for (const file of SWAGGER_FILES) cpSync(join(swagger, file), join(fresh, 'static', file));
  rmSync(ASSETS, { recursive: true, force: true });
  renameSync(fresh, ASSETS);
}
