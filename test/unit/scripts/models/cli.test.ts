import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { beforeEach, describe, expect, test } from 'vitest';

import { runModels } from '../../../../scripts/models/cli.ts';
import type { Workspace } from '../../../../scripts/models/workspace.ts';
import { temporaryWorkspace } from './temporary.ts';

let workspace: Workspace;
let printed: string[];
let noted: string[];

beforeEach(() => {
  workspace = temporaryWorkspace();
});

async function run(...argv: string[]): Promise<number> {
  printed = [];
  noted = [];
  return runModels(argv, { workspace, print: (line) => printed.push(line), note: (line) => noted.push(line) });
}

test('list shows every model, and whether it is built, damaged or missing', async () => {
  expect(await run('build', 'mobilenetv3_small_triage')).toBe(0);
  expect(noted).toEqual(['mobilenetv3_small_triage: building', 'mobilenetv3_small_triage: built, 9.9 MiB in 5 files']);
  expect(await run('list')).toBe(0);
  expect(printed).toEqual([
    'name                         classes  parameters  MACs     size      licence     state',
    'efficientnet_b0              1000     5.27 M      385.8 M  21.14 MB  ISC         missing',
    'mobilenetv3_small_distilled  1000     2.54 M      56.5 M   10.19 MB  Apache-2.0  missing',
    'mobilenetv3_small_triage     3        1.51 M      55.5 M   6.10 MB   Apache-2.0  built',
  ]);
  damage('mobilenetv3_small_triage.head.safetensors');
  await run('list', 'mobile*', '--installed');
  expect(printed).toHaveLength(3);
  expect(printed[2]).toMatch(/^mobilenetv3_small_triage .* damaged$/);
});

test('list shows what could be added, with what was published of it', async () => {
  expect(await run('list', 'efficientnet_b[03]')).toBe(0);
  const [heading, installed, , title, , ...available] = printed;
  expect(heading).toMatch(/^name +classes /);
  expect(installed).toMatch(/^efficientnet_b0 +1000 /);
  expect(title).toBe('Can be added with npm run models -- add NAME:');
  expect(available.slice(0, 3).map((line) => line.replace(/ +/g, ' '))).toEqual([
    'efficientnet_b0.ra4_e3600_r224_in1k 224 - 5.27 M 385.8 M 21.07 MB 45 MiB apache-2.0',
    'efficientnet_b0.ra_in1k 224 77.70 / 93.54 5.27 M 385.8 M 21.07 MB 45 MiB apache-2.0',
    'efficientnet_b3.ra2_in1k 288 81.47 / 95.70 12.19 M 1589.2 M 48.76 MB 85 MiB apache-2.0',
  ]);
  expect(printed.at(-1)).toContain('timm results for ImageNet-1k, https://');
  await run('list', 'resnet50.ra_in1k');
  expect(printed[2]).toContain(' 79.84 / 94.97 @288 ');
});

test('list says so when no name matches, or there are several patterns', async () => {
  expect(await run('list', 'vit*')).toBe(1);
  expect(noted).toEqual(['edgelens: no model matches "vit*"']);
  expect(await run('list', 'resnet*', '--installed')).toBe(1);
  expect(await run('list', 'efficientnet.b0')).toBe(1);
  expect(await run('list', '*_b0')).toBe(0);
  expect(await run('list', 'a', 'b')).toBe(2);
});

test('verify names every file that is missing or damaged, and fails', async () => {
  await run('build');
  expect(await run('verify')).toBe(0);
  expect(printed).toHaveLength(15);
  expect(printed.every((line) => line.startsWith('built '))).toBe(true);

  damage('efficientnet_b0.onnx');
  workspace = { ...workspace, sources: join(workspace.models, 'nothing') };
  expect(await run('verify')).toBe(1);
  expect(printed.filter((line) => !line.startsWith('built'))).toEqual(['damaged  models/efficientnet_b0.onnx']);

  workspace = temporaryWorkspace();
  expect(await run('verify')).toBe(1);
  expect(printed).toContain('missing  models/mobilenetv3_small_triage.onnx');
});

describe('a command line that cannot be understood', () => {
  test.each([
    [[], undefined],
    [['frobnicate'], "edgelens: unknown command 'frobnicate'"],
    [['build', '--fast'], "edgelens: unknown option '--fast'"],
    [['quantise'], 'edgelens: quantise takes either a model or --published'],
    [['quantise', 'efficientnet_b0', '--published'], 'edgelens: quantise takes either a model or --published'],
    [['quantise', 'efficientnet_b0', '--calibration', 'b'], 'edgelens: --calibration and --evaluate go together'],
    [['quantise', 'a', '--calibration', 'b', '--evaluate', 'c', '--kind', 'int4'], '--kind takes w8 or int8'],
    [['quantise', 'a', '--calibration', 'b', '--evaluate', 'c', '--budget', '2'], '--budget takes a number above 0'],
    [['measure', '--rounds', '0'], 'edgelens: --rounds'],
    [['evaluate', '--model', 'a', '--data', 'b', '--record', ''], '--record says which pictures these are'],
    [['verify', 'efficientnet_b0'], "edgelens: too many arguments for 'verify'"],
    [['add'], 'edgelens: add takes either a model or --recommended'],
    [['add', 'resnet50.a1_in1k', '--recommended'], 'edgelens: add takes either a model or --recommended'],
    [
      ['add', 'resnet50.a1_in1k', '--mirror', 'ftp://example.com'],
      'edgelens: --mirror takes an address such as https://',
    ],
    [['add', 'resnet50.a1_in1k', '--name', 'Resnet'], 'edgelens: --name takes small letters, digits and _'],
  ])('%j ends with 2', async (argv, message) => {
    expect(await run(...argv)).toBe(2);
    if (message === undefined) expect(printed[0]).toContain('Usage:');
    else expect(noted.join()).toContain(message);
  });
});

test.each([
  [['--help']],
  [['build', '--help']],
  [['list', '-h']],
  [['verify', '--help']],
  [['add', '--help']],
  [['quantise', '--help']],
  [['measure', '--help']],
  [['remove', '--help']],
  [['catalogue', '--help']],
])('%j helps', async (argv) => {
  expect(await run(...argv)).toBe(0);
  expect(printed[0]).toMatch(/^Usage: npm run models -- /);
});

test('failures are told in one line, without a stack trace', async () => {
  writeFileSync(join(workspace.models, 'manifest.json'), '{"version": 2}');
  expect(await run('list')).toBe(1);
  expect(noted.join('\n')).toContain('edgelens: models/manifest.json is not valid');
  expect(noted.join('\n')).not.toContain('    at ');
  expect(await run('build', 'resnet50')).toBe(1);
});

function damage(file: string): void {
  const path = join(workspace.models, file);
  const content = readFileSync(path);
  content[content.length - 1] = (content.at(-1) ?? 0) ^ 1;
  writeFileSync(path, content);
}
