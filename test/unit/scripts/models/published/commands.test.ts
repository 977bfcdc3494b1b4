import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { beforeEach, expect, test, vi } from 'vitest';

import { runModels } from '../../../../../scripts/models/cli.ts';
import { ownPlace } from '../../../../../scripts/models/published/place.ts';
import { fetchPublished, requirePublished } from '../../../../../scripts/models/published/step.ts';
import { readServed } from '../../../../../scripts/models/published/served.ts';
import { readManifest, WORKSPACE, type Workspace } from '../../../../../scripts/models/workspace.ts';
import { checkpointOf } from '../checkpoint.ts';
import { serveRepositories } from '../hub/repositories.ts';
import { EFFICIENTNET } from '../pictures.ts';
import { temporaryFolder, temporaryWorkspace } from '../temporary.ts';

const SMALL = 'mobilenetv3_small_100.lamb_in1k';
const LARGE = 'mobilenetv3_large_100.ra_in1k';
const B0 = 'efficientnet_b0.ra_in1k';
const B3 = 'efficientnet_b3.ra2_in1k';

let workspace: Workspace;
let printed: string[];
let noted: string[];

beforeEach(() => {
  workspace = temporaryWorkspace();
  vi.stubEnv('EDGELENS_PUBLISHED', temporaryFolder());
  vi.stubEnv('EDGELENS_OFFLINE', undefined);
  return () => {
    vi.unstubAllEnvs();
  };
});

function run(...argv: string[]): Promise<number> {
  printed = [];
  noted = [];
  return runModels(argv, { workspace, print: (line) => printed.push(line), note: (line) => noted.push(line) });
}

test('the recommended models are had as a start has its own, listed, evaluated and removed', async () => {
  const hub = await serveRepositories(
    Object.fromEntries([SMALL, LARGE, B0, B3].map((name) => [name, checkpointOf(name)])),
  );
  expect(await run('add', '--recommended', '--mirror', hub.endpoint)).toBe(0);
  expect(noted.slice(-4)).toEqual([SMALL, LARGE, B0, B3].map((name) => `${name}: ready; npm start serves it`));
  expect(readFileSync(ownPlace(workspace).lock, 'utf8').match(/"sha256": "[0-9a-f]{64}"/g)).toHaveLength(4);
  const own = workspace;
  const { models } = await readManifest(workspace);
  expect(models.map(({ name }) => name)).not.toContain(SMALL);

  const table = join(temporaryFolder(), 'labels.tsv');
  writeFileSync(table, `${join(EFFICIENTNET, 'panda.jpg')}\t388\n`);
  workspace = WORKSPACE;
  expect(await run('evaluate', '--all', '--data', table)).toBe(0);
  const rows = printed.join('\n');
  for (const name of ['efficientnet_b0 ', SMALL, LARGE, B0, B3]) expect(rows).toContain(`\n${name}`);
  expect(await run('evaluate', '--model', SMALL, '--data', table, '--record', 'a panda')).toBe(0);
  const entry = (await readServed(ownPlace())).manifest.models.find(({ name }) => name === SMALL);
  expect(entry?.measured?.accuracy).toMatchObject([{ pictures: 'a panda', count: 1 }]);
  workspace = own;

  expect(await run('list', '*_b3')).toBe(0);
  expect(printed.join()).toMatch(/efficientnet_b3\.ra2_in1k .* built/);
  expect(await run('remove', B3)).toBe(0);
  expect(await run('list', '--installed')).toBe(0);
  expect(printed.join()).not.toContain(B3);
  expect(readFileSync(ownPlace(workspace).lock, 'utf8')).not.toContain(B3);
});

test('what cannot be had is an error for whoever asks for it, and for fetch a sentence', async () => {
  const hub = await serveRepositories({ [SMALL]: checkpointOf(SMALL) });
  expect(await run('fetch', '--mirror', hub.endpoint)).toBe(0);
  expect(noted.at(-1)).toContain(
    `edgelens: MobileNetV3 is ${SMALL}. ${LARGE} could not be had: timm/${LARGE}/config.json`,
  );
  expect(await run('add', '--recommended', '--mirror', hub.endpoint)).toBe(1);
  expect(noted.at(-1)).toContain(`edgelens: ${LARGE}, ${B0}, ${B3}: timm/${LARGE}/config.json was not found (404)`);
  expect(await run('fetch', '--offline')).toBe(0);
  expect(noted.at(-1)).toContain('forbids to fetch it');
  for (const [value, reason] of [
    ['1', 'forbids to fetch it'],
    ['0', `timm/${LARGE}/config.json was not found (404)`],
    ['', `timm/${LARGE}/config.json was not found (404)`],
  ] as const) {
    vi.stubEnv('EDGELENS_OFFLINE', value);
    expect(await run('fetch', '--mirror', hub.endpoint)).toBe(0);
    expect(noted.at(-1)).toContain(reason);
  }
  expect(await run('add')).toBe(2);
  expect(noted).toEqual(['edgelens: add takes either a model or --recommended']);
});

test('what is required and cannot be had ends with an error that says what to do', async () => {
  const hub = await serveRepositories({ [SMALL]: checkpointOf(SMALL) });
  expect(await run('fetch', '--required', '--mirror', hub.endpoint)).toBe(1);
  expect(noted.at(-1)).toMatch(
    new RegExp(
      `^edgelens: ${LARGE} could not be had: timm/${LARGE}/config\\.json was not found \\(404\\).* or go without with --offline$`,
    ),
  );
});

test('a deployment does not go out without a model that it may fetch, and a start goes on', async () => {
  const hub = await serveRepositories({});
  const network = { mirror: hub.endpoint, offline: false };
  await expect(requirePublished(network)).rejects.toThrow('nothing was built or deployed');
  await expect(requirePublished({ ...network, offline: true })).resolves.toBeUndefined();
  await expect(fetchPublished(network)).resolves.toBeUndefined();
});
