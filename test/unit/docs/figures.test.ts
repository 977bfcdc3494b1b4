import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { ASSETS, ROOT } from '../../../scripts/kit/paths.ts';
import { filesBelow } from '../../../scripts/kit/worker/wrangler.ts';
import { readManifest, WORKSPACE } from '../../../scripts/models/workspace.ts';

const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8');

it('what docs/explainability.md says of heat maps is what the manifest has', async () => {
  const rows = Array.from(read('docs/explainability.md').matchAll(/^\| \*\*`(\w+)`, Grad-CAM\*\* +\|(.+)\|$/gm));
  expect(rows.map(([, name]) => name)).toEqual(['efficientnet_b0', 'mobilenetv3_small']);
  const { models } = await readManifest(WORKSPACE);
  for (const [, name, cells = ''] of rows) {
    const figures = models.find((model) => model.name === name)?.measured?.explainability?.at(-1);
    const printed = cells.split('|').map((cell) => Number.parseFloat(cell));
    expect(printed).toEqual([figures?.average_drop, figures?.increase, figures?.deletion_auc, figures?.insertion_auc]);
  }
});

it('what docs/limits.md says of accuracy is what the manifest has', async () => {
  const { models } = await readManifest(WORKSPACE);
  const text = read('docs/limits.md').replaceAll(/\s+/g, ' ');
  for (const [name, sentence] of [
    ['efficientnet_b0', /`efficientnet_b0` reached ([\d.]+) % top-1 and ([\d.]+) % top-5 on ([\d,]+) ImageNet/],
    ['mobilenetv3_small', /`mobilenetv3_small` reached (\d+) ± 4 % top-1 and (\d+) % top-5 on (\d+) ImageNet/],
  ] as const) {
    const figures = models.find((model) => model.name === name)?.measured?.accuracy?.at(-1);
    const [, top1 = '', top5 = '', count = ''] = sentence.exec(text) ?? [];
    expect(Math.abs(Number(top1) - (figures?.top1 ?? 0)), name).toBeLessThanOrEqual(top1.includes('.') ? 0 : 0.5);
    expect(Math.abs(Number(top5) - (figures?.top5 ?? 0)), name).toBeLessThanOrEqual(top5.includes('.') ? 0 : 0.5);
    expect(Number(count.replace(',', '')), name).toBe(figures?.count);
  }
});

it('docs/deploying.md lists the static assets that are uploaded, with their sizes', async () => {
  const listed = new Map(
    Array.from(
      read('docs/deploying.md').matchAll(/^ +([\d.]+) MiB \(gzip [\d.]+ MiB\) +((?:models|static)\/\S+)$/gm),
      ([, size, path = '']) => [path, Number(size)],
    ),
  );
  const shipped = new Set((await readManifest(WORKSPACE)).models.flatMap(({ files }) => files.map(({ path }) => path)));
  const assets = filesBelow(ASSETS).map((path) => path.slice(ASSETS.length + 1));
  expect([...listed.keys()].sort(), 'run npm run size, and put what it prints there').toEqual(assets.sort());
  for (const [path, size] of listed) {
    const mebibytes = statSync(join(ASSETS, path)).size / 2 ** 20;
    // Weights are the same everywhere; code drifts.
    const tolerance = shipped.has(path.replace('models/', '')) ? 0.0051 : 0.0051 + 0.1 * mebibytes;
    expect(Math.abs(size - mebibytes), path).toBeLessThan(tolerance);
  }
});
