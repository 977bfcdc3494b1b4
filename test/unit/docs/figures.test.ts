import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { assetName } from '../../../scripts/build/asset-name.ts';
import { ASSETS, ROOT } from '../../../scripts/kit/paths.ts';
import { filesBelow } from '../../../scripts/kit/worker/wrangler.ts';
import { readManifest, WORKSPACE } from '../../../scripts/models/workspace.ts';

const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8');

it('what docs/explainability.md says of heat maps is what the manifest has', async () => {
  const rows = Array.from(read('docs/explainability.md').matchAll(/^\| \*\*`(\w+)`, Grad-CAM\*\* +\|(.+)\|$/gm));
  expect(rows.map(([, name]) => name)).toEqual(['efficientnet_b0', 'mobilenetv3_small_distilled']);
  const { models } = await readManifest(WORKSPACE);
  for (const [, name, cells = ''] of rows) {
    const figures = models.find((model) => model.name === name)?.measured?.explainability?.at(-1);
    const printed = cells.split('|').map((cell) => Number.parseFloat(cell));
    expect(printed).toEqual([figures?.average_drop, figures?.increase, figures?.deletion_auc, figures?.insertion_auc]);
  }
});

it('accuracies of models with the same classes are of the same pictures, so that they can stand in one column', async () => {
  const { models } = await readManifest(WORKSPACE);
  const spaces = Map.groupBy(
    models.filter(({ measured }) => measured?.accuracy !== undefined),
    ({ classes }) => classes.file,
  );
  for (const [file, members] of spaces) {
    const sets = members.flatMap(({ measured }) => (measured?.accuracy ?? []).map(({ pictures }) => pictures));
    expect(new Set(sets), file).toHaveProperty('size', 1);
    expect(sets, file).toHaveLength(models.filter(({ classes }) => classes.file === file).length);
  }
});

it('docs/deploying.md lists the static assets that are uploaded, with their sizes', async () => {
  const listed = new Map(
    Array.from(
      read('docs/deploying.md').matchAll(
        /^ +([\d.]+) MiB \(gzip [\d.]+ MiB\) +((?:models|static|texts)\/\S+|openapi\.json)$/gm,
      ),
      ([, size, path = '']) => [path, Number(size)],
    ),
  );
  const shipped = new Set((await readManifest(WORKSPACE)).models.flatMap(({ files }) => files.map(({ path }) => path)));
  const assets = Map.groupBy(filesBelow(ASSETS), (path) => assetName(path.slice(ASSETS.length + 1)));
  expect([...listed.keys()].sort(), 'run npm run size, and put what it prints there').toEqual(
    [...assets.keys()].sort(),
  );
  for (const [path, size] of listed) {
    const bytes = (assets.get(path) ?? []).reduce((sum, file) => sum + statSync(file).size, 0);
    const mebibytes = bytes / 2 ** 20;
    // Weights are the same everywhere; code drifts.
    const tolerance = shipped.has(path.replace('models/', '')) ? 0.0051 : 0.0051 + 0.1 * mebibytes;
    expect(Math.abs(size - mebibytes), path).toBeLessThan(tolerance);
  }
});
