import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it, onTestFinished } from 'vitest';

import { madeWithText } from '../../../../scripts/kit/made-with.ts';
import { DOCUMENTS, outdatedDocuments, outdatedRecords } from '../../../../scripts/models/outdated.ts';
import { readManifest, WORKSPACE } from '../../../../scripts/models/workspace.ts';
import { ensembleFigures } from '../../catalogue/ensemble-figures.ts';
import { MADE_WITH } from '../kit/made-with-sample.ts';

const ensembles = { ensembles: [ensembleFigures()] };
const candidates = { command: 'npm run bench -- --candidates --record', made_with: MADE_WITH };

it('lists records that were made with other code, and no others', async () => {
  const [model] = (await readManifest(WORKSPACE)).models;
  const accuracy = model?.measured?.accuracy?.[0];
  const speed = model?.measured?.speed?.[0];
  if (model === undefined || accuracy === undefined || speed === undefined) throw new Error('nothing was measured');
  const measured = {
    accuracy: [{ ...accuracy, made_with: MADE_WITH }],
    speed: [{ ...speed, made_with: { ...MADE_WITH, kernels: '00000000', commit: 'aaaaaaa' } }],
  };
  expect(outdatedRecords({ models: [{ ...model, measured }] }, candidates, ensembles, MADE_WITH)).toEqual([
    `models/manifest.json, ${model.name}: ${speed.command}: kernels 00000000, now 01234567`,
  ]);
  expect(outdatedRecords({ models: [] }, candidates, ensembles, { ...MADE_WITH, workerd: '2' })).toEqual([
    'models/candidates.json: npm run bench -- --candidates --record: workerd 1.20261023.1, now 2',
    'models/ensembles.json: npm run models -- evaluate --ensemble a:0.6,b:0.4: workerd 1.20261023.1, now 2',
  ]);
});

it('lists documents with older figures, and those that do not say what theirs were measured with', async () => {
  const root = await mkdtemp(join(tmpdir(), 'edgelens-outdated-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await mkdir(join(root, 'docs'));
  for (const path of DOCUMENTS) await writeFile(join(root, path), `Measured: ${madeWithText(MADE_WITH)}.`);
  expect(await outdatedDocuments(root, MADE_WITH)).toEqual([]);
  await writeFile(join(root, 'docs/page.md'), 'It is fast.');
  await writeFile(join(root, 'docs/peers.md'), madeWithText({ ...MADE_WITH, onnxruntime: '1.20.0' }));
  expect(await outdatedDocuments(root, MADE_WITH)).toEqual([
    'docs/page.md: does not say what its figures were measured with',
    'docs/peers.md: figures of commit 0123abc+: onnxruntime 1.20.0, now 1.30.0',
  ]);
});
