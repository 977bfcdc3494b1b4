import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { beforeEach, describe, expect, test, vi } from 'vitest';

import { buildModels } from '../../../../scripts/models/build.ts';
import { runModels } from '../../../../scripts/models/cli.ts';
import { encodeSafetensors, decodeSafetensors } from '../../../../scripts/models/weights/safetensors.ts';
import { registerHead } from '../../../../scripts/models/catalogue/registration.ts';
import { readManifest, WORKSPACE, type Workspace } from '../../../../scripts/models/workspace.ts';
import { checkpointOf, writeCheckpoint, type CheckpointFiles } from './checkpoint.ts';
import { sendFile, serveHub, type HubServer } from './hub/hub-server.ts';
import { seededTensor } from '../../../../scripts/models/weights/seeded-weights.ts';
import { temporaryFolder, temporaryWorkspace } from './temporary.ts';

const NAME = 'mobilenetv3_small_050.lamb_in1k';
const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const CHECKPOINT = checkpointOf(NAME);

let workspace: Workspace;
let printed: string[];
let noted: string[];

beforeEach(() => {
  workspace = { ...temporaryWorkspace(), sources: temporaryFolder() };
});

async function run(...argv: string[]): Promise<number> {
  printed = [];
  noted = [];
  return runModels(argv, { workspace, print: (line) => printed.push(line), note: (line) => noted.push(line) });
}

/** A hub with one repository. */
async function hubOf(files: CheckpointFiles, name = NAME): Promise<HubServer> {
  return serveHub((request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    const [file] = Object.entries(files).filter(([file]) =>
      ['main', COMMIT].some((revision) => path === `/timm/${name}/resolve/${revision}/${file}`),
    );
    response.setHeader('X-Repo-Commit', COMMIT);
    if (file) sendFile(request, response, Buffer.from(file[1] as string | Uint8Array), '"1"');
    else response.writeHead(404).end();
  });
}

test('a model is added from a hub under its own name, ready to be served', async () => {
  const hub = await hubOf(CHECKPOINT);
  expect(await run('add', `timm/${NAME}`, '--mirror', hub.endpoint)).toBe(0);
  expect(noted[0]).toBe(`${NAME}: MobileNetV3-Small 0.50, licence apache-2.0 (${hub.endpoint}/timm/${NAME})`);
  expect(noted.at(-1)).toBe(`${NAME}: added; npm start serves it`);
  expect(noted.join('\n')).toMatch(/it needs about \d+ MiB to run, 6 MiB of weights/);
  // Once the hub has named the commit, everything else comes from there.
  expect(hub.requests.map(({ path }) => path.split('/resolve/')[1])).toEqual([
    'main/config.json',
    `${COMMIT}/README.md`,
    `${COMMIT}/model.safetensors`,
  ]);

  const { models, sources } = await readManifest(workspace);
  expect(models.at(-1)).toMatchObject({
    name: NAME,
    licence: 'apache-2.0',
    classes: { file: 'imagenet-1k.json', count: 1000 },
    input: { size: [3, 224, 224], crop_pct: 0.875, interpolation: 'bicubic', crop_mode: 'center' },
    outputs: { logits: [1, 1000], features: [1, 288, 7, 7] },
  });
  expect(sources[NAME]).toMatchObject({ hub: `timm/${NAME}`, revision: COMMIT, architecture: 'mobilenetv3_small_050' });
  expect(readFileSync(join(workspace.models, `${NAME}.md`), 'utf8')).toContain('57.91 % top-1');

  expect(await run('verify')).toBe(1);
  expect(printed.filter((line) => line.includes(NAME)).every((line) => line.startsWith('built'))).toBe(true);
  expect(await run('list', '*small_050*')).toBe(0);
  expect(printed).toHaveLength(2);

  expect(await run('remove', NAME)).toBe(0);
  const after = await readManifest(workspace);
  expect(after.models.map(({ name }) => name)).not.toContain(NAME);
  expect(after.sources).not.toHaveProperty([NAME]);
  expect(existsSync(join(workspace.models, `${NAME}.md`))).toBe(false);
  expect(existsSync(join(workspace.models, 'imagenet-1k.json'))).toBe(true);
});

test('adding a model and removing it leaves everything as it was, byte for byte', async () => {
  const hub = await hubOf(CHECKPOINT);
  const path = join(workspace.models, 'manifest.json');
  cpSync(join(WORKSPACE.models, 'manifest.json'), path);
  const [manifest, files] = [readFileSync(path), readdirSync(workspace.models, { recursive: true })];
  expect(await run('add', NAME, '--mirror', hub.endpoint)).toBe(0);
  expect(readFileSync(path).equals(manifest)).toBe(false);
  expect(await run('remove', NAME)).toBe(0);
  expect(readFileSync(path).equals(manifest)).toBe(true);
  expect(readdirSync(workspace.models, { recursive: true })).toEqual(files);
});

test('an added model is built again from what was fetched, and fetched again when that is gone', async () => {
  const hub = await hubOf(CHECKPOINT);
  await run('add', NAME, '--mirror', hub.endpoint);
  const path = join(workspace.models, `${NAME}.backbone.safetensors`);
  const original = readFileSync(path);
  for (const lost of [[], [join(workspace.sources, 'hub')]]) {
    for (const each of [...lost, path]) rmSync(each, { recursive: true });
    await buildModels(workspace, { names: [NAME], report: () => undefined, hub: { endpoint: hub.endpoint } });
    expect(readFileSync(path).equals(original)).toBe(true);
  }
  expect(hub.requests.filter(({ path }) => path.endsWith('model.safetensors'))).toHaveLength(2);
});

test('weights that have changed on the hub since are not taken for the old ones', async () => {
  const hub = await hubOf(CHECKPOINT);
  await run('add', NAME, '--mirror', hub.endpoint);
  rmSync(join(workspace.sources, 'hub'), { recursive: true });
  rmSync(join(workspace.models, `${NAME}.backbone.safetensors`));
  const changed = CHECKPOINT['model.safetensors'].slice();
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  const other = await hubOf({ ...CHECKPOINT, 'model.safetensors': changed });
  await expect(
    buildModels(workspace, { names: [NAME], report: () => undefined, hub: { endpoint: other.endpoint } }),
  ).rejects.toThrow('is no longer the file in models/manifest.json');
});

test('HF_ENDPOINT and HF_TOKEN are respected', async () => {
  const hub = await hubOf(CHECKPOINT);
  vi.stubEnv('HF_ENDPOINT', hub.endpoint);
  vi.stubEnv('HF_TOKEN', 'hf_secret');
  try {
    expect(await run('add', NAME)).toBe(0);
  } finally {
    vi.unstubAllEnvs();
  }
  expect(hub.requests.every(({ authorization }) => authorization === 'Bearer hf_secret')).toBe(true);
});

test('a head can be trained on an added model, which then cannot be removed', async () => {
  await run('add', NAME, '--from', writeCheckpoint(temporaryFolder(), CHECKPOINT));
  const backbone = (await readManifest(workspace)).models.at(-1);
  if (backbone === undefined) throw new Error('nothing was added');
  const head = new Map([
    ['classifier.weight', seededTensor('classifier.weight', [2, 288])],
    ['classifier.bias', seededTensor('classifier.bias', [2])],
  ]);
  const trained = {
    name: 'leaves',
    backbone,
    head,
    labels: ['healthy', 'rust'],
    title: '',
    description: '',
    card: '#',
  };
  const entry = await registerHead(workspace, { ...trained, figures: new Map() }, () => undefined);
  expect(entry).toMatchObject({ outputs: { logits: [1, 2] }, input: backbone.input });
  expect(entry.files.map(({ path }) => path)).toContain(`${NAME}.backbone.safetensors`);
  expect(await run('remove', NAME)).toBe(1);
  expect(noted).toEqual([`edgelens: "${NAME}" is the backbone of leaves; remove that first`]);
  expect(await run('remove', 'leaves')).toBe(0);
  expect(await run('remove', NAME)).toBe(0);
});

describe('from a folder', () => {
  const add = (files: CheckpointFiles, ...more: string[]): Promise<number> =>
    run('add', NAME, '--from', writeCheckpoint(temporaryFolder(), files), ...more);

  test('no hub is needed, and weights are split for the limit of a static asset', async () => {
    const name = 'resnet26.bt_in1k';
    const folder = writeCheckpoint(temporaryFolder(), checkpointOf(name));
    expect(await run('add', name, '--from', folder, '--test-size')).toBe(0);
    const entry = (await readManifest(workspace)).models.at(-1);
    expect(entry?.input).toMatchObject({ size: [3, 288, 288], crop_pct: 0.95 });
    expect(entry?.files.filter(({ role }) => role === 'backbone').map(({ path }) => path)).toEqual([
      'resnet26.bt_in1k.backbone-00001-of-00003.safetensors',
      'resnet26.bt_in1k.backbone-00002-of-00003.safetensors',
      'resnet26.bt_in1k.backbone-00003-of-00003.safetensors',
    ]);
    expect(Math.max(...(entry?.files ?? []).map(({ bytes }) => bytes))).toBeLessThanOrEqual(25 * 2 ** 20);
    expect(noted.join('\n')).toContain(
      'That is more than the 30 MiB that the Worker has for models in the 128 MiB of an isolate',
    );
  });

  test('another name, labels of its own, and replacing it', async () => {
    const labels = join(temporaryFolder(), 'labels.json');
    writeFileSync(labels, '["cat", "dog", "owl"]');
    const files = checkpointOf(NAME, 3);
    expect(await add(files, '--name', 'pets')).toBe(1);
    expect(noted.at(-1)).toContain(
      'has 3 classes and does not say what they are called; give their names with --labels',
    );
    expect(await add(files, '--name', 'pets', '--labels', labels)).toBe(0);
    expect(JSON.parse(readFileSync(join(workspace.models, 'pets.classes.json'), 'utf8'))).toEqual([
      'cat',
      'dog',
      'owl',
    ]);
    expect(await add(files, '--name', 'pets', '--labels', labels)).toBe(1);
    expect(noted.at(-1)).toContain(
      'there is a model "pets" already; choose another --name, or replace it with --force',
    );
    expect(await add(files, '--name', 'pets', '--labels', labels, '--force')).toBe(0);
    expect(await add(files, '--name', 'efficientnet_b0', '--labels', labels)).toBe(1);
    expect(noted.at(-1)).toContain('"efficientnet_b0" is a model of EdgeLens itself');
    expect(await run('remove', 'pets')).toBe(0);
    expect(existsSync(join(workspace.models, 'pets.classes.json'))).toBe(false);
  });

  const config = (changes: object): CheckpointFiles => ({
    ...CHECKPOINT,
    'config.json': JSON.stringify({ ...(JSON.parse(CHECKPOINT['config.json']) as object), ...changes }),
  });

  /** The checkpoint with other tensors in it. */
  function weights(change: (tensors: ReturnType<typeof decodeSafetensors>) => void): CheckpointFiles {
    const tensors = decodeSafetensors(CHECKPOINT['model.safetensors'], 'it');
    change(tensors);
    return { ...CHECKPOINT, 'model.safetensors': encodeSafetensors(tensors) };
  }

  test("the arguments that timm's save_for_hf writes change nothing", async () => {
    const args = { in_chans: 3, global_pool: 'avg', num_classes: 1000, drop_rate: 0.2 };
    expect(await add(config({ model_args: args }))).toBe(0);
    expect(await run('remove', NAME)).toBe(0);
  });

  test.each<[string, CheckpointFiles, string]>([
    [
      'another architecture',
      config({ architecture: 'vit_tiny_patch16_224' }),
      '"vit_tiny_patch16_224" cannot be built here',
    ],
    ['changed arguments', config({ model_args: { features_only: true } }), '(model_args: features_only = true)'],
    ['other channels', config({ model_args: { in_chans: 1, num_classes: 2 } }), '(model_args: in_chans = 1)'],
    ['another pooling', config({ global_pool: 'max' }), 'pools by "max"; only "avg" can be built here'],
    ['no classifier', config({ num_classes: 0 }), 'these weights have no classifier'],
    ['a page', { ...CHECKPOINT, 'config.json': '<html>' }, 'is not JSON. It looks like a web page'],
    ['no preprocessing', config({ pretrained_cfg: {} }), 'is not what timm writes: '],
    [
      'another crop',
      checkpointOf(NAME, 1000, { crop_mode: 'border' }),
      'crop_mode is "border"; only center and squash',
    ],
    [
      'a filter',
      checkpointOf(NAME, 1000, { interpolation: 'lanczos' }),
      'interpolation is "lanczos"; only bilinear and',
    ],
    [
      'another width',
      config({ architecture: 'mobilenetv3_small_075' }),
      'does not hold the weights of mobilenetv3_small_075',
    ],
    [
      'other classes',
      config({ num_classes: 10, label_names: Array.from({ length: 10 }, String) }),
      '"classifier.weight" is [1000, 1024], expected [10, 1024]',
    ],
    ['too few labels', config({ label_names: ['a'] }), 'names 1 classes, but the model has 1000'],
    [
      'half a file',
      { ...CHECKPOINT, 'model.safetensors': CHECKPOINT['model.safetensors'].subarray(0, 9999) },
      'is truncated',
    ],
    [
      'a missing tensor',
      weights((tensors) => tensors.delete('conv_stem.weight')),
      '"conv_stem.weight" [16, 3, 3, 3] is missing',
    ],
    [
      'damaged weights',
      weights((tensors) => tensors.get('conv_head.bias')?.data.fill(NaN)),
      'answers with NaN or infinity; its weights are damaged',
    ],
  ])('%s is refused, and nothing is registered', async (_what, files, message) => {
    const before = readFileSync(join(workspace.models, 'manifest.json'), 'utf8');
    expect(await add(files)).toBe(1);
    expect(noted.at(-1)).toContain(message);
    expect(readFileSync(join(workspace.models, 'manifest.json'), 'utf8')).toBe(before);
    expect(existsSync(join(workspace.models, `${NAME}.onnx`))).toBe(false);
  });

  test('a folder without the files is named', async () => {
    const folder = temporaryFolder();
    expect(await run('add', NAME, '--from', folder)).toBe(1);
    expect(noted.at(-1)).toContain(`${join(folder, 'config.json')} is missing; --from takes a folder with`);
  });
});
