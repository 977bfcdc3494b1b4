import { expect, it } from 'vitest';

import { answerSentence } from '../../../../../scripts/models/published/answer-sentence.ts';
import { readManifest, WORKSPACE } from '../../../../../scripts/models/workspace.ts';
import type { Manifest } from '../../../../../src/catalogue/manifest.ts';

const SMALL = 'mobilenetv3_small_100.lamb_in1k';
const LARGE = 'mobilenetv3_large_100.ra_in1k';

/** The manifest of this repository with further models, which replace the stand-in as they do where they are served. */
async function manifestWith(...added: string[]): Promise<Manifest> {
  const manifest = await readManifest(WORKSPACE);
  const [first] = manifest.models;
  if (first === undefined) throw new Error('there is no model');
  const standIn = manifest.names?.['mobilenetv3_small']?.at(-1);
  const own = manifest.models.filter(({ name }) => added.length === 0 || name !== standIn);
  return { ...manifest, models: [...own, ...added.map((name) => ({ ...first, name }))] };
}

it('names both where both are there', async () => {
  const got = { there: [SMALL, LARGE], missing: [], reason: null };
  expect(answerSentence(got, await manifestWith(SMALL, LARGE))).toBe(
    `MobileNetV3 is ${SMALL} and ${LARGE}, with the ImageNet training that timm published`,
  );
});

it('says what answers instead, why, and what to do', async () => {
  const reason = 'https://hub cannot be reached (ENOTFOUND).\nCheck the network, or give a copy with --from.';
  const sentence = answerSentence({ there: [], missing: [SMALL, LARGE], reason }, await manifestWith());
  expect(sentence).toMatch(/^MobileNetV3 is mobilenetv3_small\w*, a weaker stand-in that learned from few pictures\. /);
  expect(sentence).toContain(
    `${SMALL} and ${LARGE} could not be had: https://hub cannot be reached (ENOTFOUND). Start`,
  );
  expect(sentence).toContain('--mirror URL');
  expect(sentence).not.toContain('\n');
});

it('does not speak of a stand-in where only the large one is missing', async () => {
  const got = { there: [SMALL], missing: [LARGE], reason: `${LARGE} was not found (404). Check the name.` };
  const sentence = answerSentence(got, await manifestWith(SMALL));
  expect(sentence).toContain(`MobileNetV3 is ${SMALL}. ${LARGE} could not be had: ${LARGE} was not found (404). Start`);
});
