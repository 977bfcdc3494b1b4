import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it, onTestFinished } from 'vitest';

import { readEnsembles, recordEnsemble } from '../../../../scripts/models/ensembles.ts';
import type { Workspace } from '../../../../scripts/models/workspace.ts';
import type { EnsembleFigures } from '../../../../src/catalogue/ensembles.ts';
import { ensembleFigures } from '../../catalogue/ensemble-figures.ts';

async function workspaceWith(content: unknown): Promise<Workspace> {
  const models = await mkdtemp(join(tmpdir(), 'edgelens-ensembles-'));
  onTestFinished(() => rm(models, { recursive: true }));
  await writeFile(join(models, 'ensembles.json'), JSON.stringify(content));
  return { models, sources: models };
}

/** Figures of two models, in this order. */
function figuresOf(first: string, second: string, pictures: string): EnsembleFigures {
  const [one, other] = ensembleFigures().members;
  if (one === undefined || other === undefined) throw new Error('no members');
  const members = [
    { ...one, name: first },
    { ...other, name: second },
  ];
  return ensembleFigures({ members, best: first, pictures });
}

it('puts new figures in the place of those of the same models, and leaves the others', async () => {
  const ensembles = [figuresOf('a', 'b', 'old'), figuresOf('a', 'c', 'others')];
  const workspace = await workspaceWith({ version: 1, ensembles });
  await recordEnsemble(workspace, figuresOf('b', 'a', 'new'));
  await recordEnsemble(workspace, figuresOf('b', 'c', 'more'));
  const recorded = (await readEnsembles(workspace)).ensembles;
  expect(recorded.map(({ members, pictures }) => [members.map(({ name }) => name).join(), pictures])).toEqual([
    ['b,a', 'new'],
    ['a,c', 'others'],
    ['b,c', 'more'],
  ]);
});

it('says what is wrong with a damaged file', async () => {
  await expect(readEnsembles(await workspaceWith({ version: 2, ensembles: [] }))).rejects.toThrow(
    /^models\/ensembles\.json is not valid: .*version/s,
  );
  await expect(readEnsembles({ models: '/nowhere', sources: '' })).rejects.toThrow('ensembles.json is missing');
});
