import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { beforeEach, expect, test, vi } from 'vitest';

import { runModels } from '../../../../../scripts/models/cli.ts';
import { acquirePublished } from '../../../../../scripts/models/published/acquisition.ts';
import { DEFAULT_MODELS } from '../../../../../scripts/models/published/names.ts';
import { int8Option } from '../../../../../scripts/models/published/option.ts';
import { ownPlace, type Place } from '../../../../../scripts/models/published/place.ts';
import { readServed } from '../../../../../scripts/models/published/served.ts';
import { quantisePublished, withoutInt8 } from '../../../../../scripts/models/published/variants.ts';
import { findNamed } from '../../../../../src/catalogue/named.ts';
import { WORKSPACE, type Workspace } from '../../../../../scripts/models/workspace.ts';
import { checkpointOf, type CheckpointFiles } from '../checkpoint.ts';
import { serveRepositories } from '../hub/repositories.ts';
import { temporaryFolder, temporaryWorkspace } from '../temporary.ts';

const SMALL = 'mobilenetv3_small_100.lamb_in1k';
const VARIANT = `${SMALL}_int8`;
/** Weights that were trained, and are laid out as timm has them; whoever knows nothing is not sure of an answer. */
const TRAINED = join(WORKSPACE.models, 'weights/mobilenetv3_small.imagenet-distilled.fp16.safetensors');
const UNTRAINED = 'mobilenetv3_small_050.lamb_in1k';

let workspace: Workspace;
let place: Place;
let noted: string[];

beforeEach(() => {
  workspace = temporaryWorkspace({ variants: true });
  vi.stubEnv('EDGELENS_PUBLISHED', temporaryFolder());
  place = ownPlace(workspace);
  noted = [];
  return () => {
    vi.unstubAllEnvs();
  };
});

const note = (line: string): void => {
  noted.push(line);
};

async function fetchFrom(repositories: Record<string, CheckpointFiles>): Promise<void> {
  const hub = await serveRepositories(repositories);
  const patience = { answer: 60_000, silence: 60_000, whole: 600_000 };
  const names = Object.keys(repositories);
  const { missing } = await acquirePublished(place, { names, hub: () => hub, patience, watch: { report: note } });
  expect(missing).toEqual([]);
}

const quantise = (...argv: string[]): Promise<number> =>
  runModels(['quantise', '--published', ...argv], { workspace, print: note, note });

test('a trained model gets a variant, which is served from then on, kept, and made again after it was removed', async () => {
  await fetchFrom({ [SMALL]: { ...checkpointOf(SMALL), 'model.safetensors': new Uint8Array(readFileSync(TRAINED)) } });
  expect(await withoutInt8(place, DEFAULT_MODELS)).toEqual([SMALL]);
  expect(findNamed((await readServed(place)).manifest, 'mobilenetv3_small_int8')?.name).toBe(SMALL);
  expect(await quantise('--tries', '4')).toBe(0);
  expect(noted.at(-1)).toMatch(
    new RegExp(
      `^edgelens: ${VARIANT}: the first answer of fp32 on [\\d.]+ % of 320 pieces of .*; the next start serves it$`,
    ),
  );

  const { manifest, published } = await readServed(place);
  expect([...published]).toEqual([SMALL, VARIANT]);
  expect(findNamed(manifest, 'mobilenetv3_small_int8')).toMatchObject({
    name: VARIANT,
    variant: { of: SMALL, kind: 'int8' },
    measured: { agreement: { with: SMALL, count: 320 } },
  });
  const at = manifest.models.findIndex(({ name }) => name === SMALL);
  expect(manifest.models[at + 1]?.name).toBe(VARIANT);

  // Neither another start nor one of other code makes it again: the files are built of what was chosen.
  expect(await withoutInt8(place, DEFAULT_MODELS)).toEqual([]);
  const [plan] = manifest.models[at + 1]?.files.filter(({ role }) => role === 'plan') ?? [];
  writeFileSync(join(place.published.models, 'built-by'), 'another version');
  await acquirePublished(place, { names: [SMALL], watch: { report: note } });
  expect((await readServed(place)).manifest.models[at + 1]?.files).toContainEqual(plan);

  expect(await runModels(['remove', VARIANT], { workspace, print: note, note })).toBe(0);
  expect(await withoutInt8(place, DEFAULT_MODELS)).toEqual([SMALL]);
});

test('one that is too far from fp32 is not served, and not tried again until the code is another', async () => {
  await fetchFrom({ [UNTRAINED]: checkpointOf(UNTRAINED) });
  await quantisePublished(place, { names: [UNTRAINED], tried: 1, report: note });
  expect(noted.at(-1)).toMatch(/^mobilenetv3_small_050.lamb_in1k stays in fp32: .* and 97 % are needed/);
  expect([...(await readServed(place)).published]).toEqual([UNTRAINED]);
  expect(await withoutInt8(place, [UNTRAINED])).toEqual([]);

  const mark = join(place.published.models, `${UNTRAINED}.no-int8`);
  writeFileSync(mark, readFileSync(mark, 'utf8').replace(/ .*/, ' another'));
  expect(await withoutInt8(place, [UNTRAINED])).toEqual([UNTRAINED]);
});

test.each([
  [undefined, true],
  ['1', true],
  ['0', false],
  ['false', false],
])('EDGELENS_INT8=%s says whether a start makes them', (value, isOn) => {
  vi.stubEnv('EDGELENS_INT8', value);
  expect(int8Option().defaultValue).toBe(isOn);
});

test('where nothing was fetched, or somebody else is at it, nothing is made', async () => {
  expect(await quantise()).toBe(0);
  expect(noted).toEqual([]);
  writeFileSync(`${place.published.models}.int8.busy`, String(process.ppid));
  expect(await quantise()).toBe(1);
  expect(noted).toEqual([`edgelens: another start (process ${process.ppid}) is making int8 variants`]);
});
