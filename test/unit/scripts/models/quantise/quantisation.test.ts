import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';

import { runModels } from '../../../../../scripts/models/cli.ts';
import { readManifest, WORKSPACE, type Workspace } from '../../../../../scripts/models/workspace.ts';
import { randomOf } from '../../../../../scripts/kit/random.ts';
import type { ModelEntry } from '../../../../../src/catalogue/manifest.ts';
import { EFFICIENTNET, QVAC } from '../pictures.ts';
import { temporaryFolder, temporaryWorkspace } from '../temporary.ts';

const TRIAGE = 'mobilenetv3_small_triage';

/** Cuts so many pieces out of the photographs that the sources bring along. */
async function writePieces(folder: string, count: number, seed: string): Promise<string> {
  const random = randomOf(seed);
  const photographs = ['panda.jpg', 'car.jpg'].map((name) => join(EFFICIENTNET, name));
  photographs.push(...['meal_1.jpg', 'other_1.jpg'].map((name) => join(QVAC, 'test/images', name)));
  for (let index = 0; index < count; index++) {
    const photograph = sharp(photographs[index % photographs.length]);
    const { width, height } = await photograph.metadata();
    const side = Math.round(Math.min(width, height) * random.uniform(0.4, 0.9));
    await photograph
      .extract({
        left: Math.floor(random.uniform(0, width - side)),
        top: Math.floor(random.uniform(0, height - side)),
        width: side,
        height: side,
      })
      .resize(224, 224)
      .jpeg()
      .toFile(join(folder, `${index}.jpg`));
  }
  return folder;
}

const folder = join(WORKSPACE.sources, '..', `quantise-test-${process.pid}`);
const [CALIBRATION, EVALUATION] = [join(folder, 'calibration'), join(folder, 'evaluation')];
const PLAIN = join(folder, 'plain');

beforeAll(async () => {
  for (const path of [CALIBRATION, EVALUATION, PLAIN]) mkdirSync(path, { recursive: true });
  await writePieces(CALIBRATION, 32, 'calibration');
  await writePieces(EVALUATION, 100, 'evaluation');
  for (let shade = 0; shade < 32; shade++) {
    const background = { r: 8 * shade, g: 255 - 4 * shade, b: 3 * shade };
    await sharp({ create: { width: 224, height: 224, channels: 3, background } })
      .png()
      .toFile(join(PLAIN, `${shade}.png`));
  }
  return () => {
    rmSync(folder, { recursive: true });
  };
});

let noted: string[];

async function run(workspace: Workspace, ...argv: string[]): Promise<number> {
  noted = [];
  return runModels(argv, { workspace, print: () => undefined, note: (line) => noted.push(line) });
}

/** With the built files of a model, so that nothing has to be built. */
function workspaceWith(name: string): Workspace {
  const workspace = temporaryWorkspace();
  for (const role of ['onnx', 'optimised.onnx', 'backbone.safetensors', 'head.safetensors', 'plan']) {
    cpSync(join(WORKSPACE.models, `${name}.${role}`), join(workspace.models, `${name}.${role}`));
  }
  return workspace;
}

async function entryOf(workspace: Workspace, name: string): Promise<ModelEntry | undefined> {
  return (await readManifest(workspace)).models.find((model) => model.name === name);
}

test('a variant is measured, registered, built again byte for byte, and removed', async () => {
  const workspace = workspaceWith(TRIAGE);
  const name = `${TRIAGE}_int8`;
  const code = await run(
    workspace,
    ...['quantise', TRIAGE, '--kind', 'int8', '--calibration', CALIBRATION, '--evaluate', EVALUATION],
    ...['--pictures', 'pieces of four photographs', '--budget', '0.03', '--tries', '2'],
  );
  expect(noted.at(-1)).toBe(`${name}: registered; npm start serves it`);
  expect(code).toBe(0);
  const entry = await entryOf(workspace, name);
  expect(entry).toMatchObject({
    variant: { of: TRIAGE, kind: 'int8', calibration: `calibration/${name}.json` },
    measured: { agreement: { with: TRIAGE, count: 100, pictures: 'pieces of four photographs' } },
  });
  expect(entry?.measured?.accuracy).toBeUndefined();
  expect(entry?.measured?.agreement?.top1).toBeGreaterThanOrEqual(97);
  const base = await entryOf(workspace, TRIAGE);
  const bytes = (model: ModelEntry | undefined): number =>
    (model?.files ?? []).filter(({ role }) => role !== 'plan').reduce((sum, file) => sum + file.bytes, 0);
  expect(bytes(entry)).toBeLessThan(bytes(base) / 2);
  expect(readFileSync(join(workspace.models, `${name}.md`), 'utf8')).toContain('pieces of four photographs');

  // The build compares what it makes with the sums in the manifest.
  for (const { path } of entry?.files ?? []) rmSync(join(workspace.models, path));
  expect(await run(workspace, 'build', name)).toBe(0);
  expect(noted.at(-1)).toContain(`${name}: built`);

  expect(await run(workspace, 'quantise', name, '--calibration', CALIBRATION, '--evaluate', EVALUATION)).toBe(1);
  expect(noted).toEqual([`edgelens: "${name}" is quantised already; quantise ${TRIAGE} instead`]);
  expect(await run(workspace, 'remove', name)).toBe(0);
  expect(await entryOf(workspace, name)).toBeUndefined();
  expect(() => readFileSync(join(workspace.models, `calibration/${name}.json`))).toThrow('ENOENT');
});

test('without pictures of anybody, pieces of the photographs that are there calibrate and are measured on', async () => {
  const workspace = workspaceWith(TRIAGE);
  const name = `${TRIAGE}_w8`;
  expect(await run(workspace, 'quantise', TRIAGE, '--tries', '1')).toBe(0);
  const measured = (await entryOf(workspace, name))?.measured;
  const pictures = 'pieces of the 8 photographs that every checkout has';
  expect(measured).toMatchObject({ agreement: { with: TRIAGE, count: 320, pictures } });
  expect(measured?.agreement?.command).toBe(`npm run models -- quantise ${TRIAGE} --kind w8 --tries 1`);
  expect(measured?.accuracy).toBeUndefined();
  const card = readFileSync(join(workspace.models, `${name}.md`), 'utf8');
  expect(card).toContain('so nothing is said of its accuracy');
  expect(card).toContain('All of them are of the same few photographs, though');
});

test('a variant that does not agree with fp32 is not registered', async () => {
  const workspace = workspaceWith('mobilenetv3_small_distilled');
  const code = await run(
    workspace,
    ...[
      'quantise',
      ...['mobilenetv3_small_distilled', '--kind', 'int8', '--budget', '1', '--tries', '1'],
      // What photographs have is beyond the ranges of plain shades.
      ...['--calibration', PLAIN, '--evaluate', EVALUATION],
    ],
  );
  expect(code).toBe(1);
  expect(noted.at(-1)).toMatch(
    /^edgelens: mobilenetv3_small_distilled_int8 gives the first answer of fp32 on \d+ % of 100 pictures, and 97 % are needed; it was/,
  );
  expect(await entryOf(workspace, 'mobilenetv3_small_distilled_int8')).toBeUndefined();
});

test('pictures that will not do are named before anything is computed', async () => {
  const workspace = temporaryWorkspace();
  const quantise = async (model: string, calibration: string, evaluation: string): Promise<string> => {
    const argv = ['quantise', model, '--calibration', calibration, '--evaluate', evaluation];
    expect(await run(workspace, ...argv)).toBe(1);
    return noted.at(-1) ?? '';
  };
  const [empty, few] = [temporaryFolder(), temporaryFolder()];
  writeFileSync(join(empty, 'notes.txt'), 'no picture');
  cpSync(join(CALIBRATION, '0.jpg'), join(few, '0.jpg'));
  expect(await quantise('resnet50', CALIBRATION, EVALUATION)).toBe(
    `edgelens: there is no model "resnet50"; there are efficientnet_b0, mobilenetv3_small_distilled, ${TRIAGE}`,
  );
  expect(await quantise(TRIAGE, join(empty, 'nowhere'), EVALUATION)).toContain('--calibration: there is no folder');
  expect(await quantise(TRIAGE, empty, EVALUATION)).toContain('that can be read; JPEG, PNG and WebP are');
  expect(await quantise(TRIAGE, few, EVALUATION)).toContain(
    'has 1 pictures that can be read, and at least 32 are needed',
  );
  expect(await quantise(TRIAGE, CALIBRATION, few)).toContain('has 1 pictures; at least 100 are needed');
  expect(await quantise(TRIAGE, EVALUATION, EVALUATION)).toContain('is also a calibration picture');
});
