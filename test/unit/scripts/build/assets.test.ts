import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { layOutAssets } from '../../../../scripts/build/assets.ts';
import { readManifest, WORKSPACE } from '../../../../scripts/models/workspace.ts';
import { ASSETS } from '../../../../scripts/kit/paths.ts';
import { FULL } from '../../../../scripts/kit/worker/profile.ts';
import { TEXTS } from '../../../../src/i18n/all-languages.ts';
import { servedFiles } from '../../../../src/catalogue/served-files.ts';
import { webFiles } from '../../../../src/web/web-files.ts';

it('are copies of what was built, and not laid out again while they are', async () => {
  const manifest = await readManifest(WORKSPACE);
  const { models, translations } = manifest;
  const folders = [{ folder: WORKSPACE.models, models, translations }];
  layOutAssets(folders, FULL.engines);
  const { ino, ctimeMs } = statSync(ASSETS);
  layOutAssets(folders, FULL.engines);
  expect(statSync(ASSETS)).toMatchObject({ ino, ctimeMs });

  const paths = manifest.models.flatMap((model) => FULL.engines.flatMap((engine) => servedFiles(model, engine)));
  const lists = ['catalogue.json', 'candidates.json', 'ensembles.json', 'imagenet-1k.ja.json'];
  for (const path of [...lists, ...manifest.models.map(({ card }) => card), ...paths.map((file) => file.path)]) {
    expect(readFileSync(join(ASSETS, 'models', path)).equals(readFileSync(join(WORKSPACE.models, path))), path).toBe(
      true,
    );
  }
  expect(JSON.parse(readFileSync(join(ASSETS, 'texts/ja.json'), 'utf8'))).toEqual(TEXTS.ja);
  for (const path of [...webFiles.shell, ...webFiles.notebook, ...webFiles.later])
    expect(existsSync(join(ASSETS, path)), path).toBe(true);
  for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js']) {
    expect(existsSync(join(ASSETS, 'static', file))).toBe(true);
  }
});
