import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { FEWEST_PICTURES } from '../../../../../scripts/train/pictures.ts';
import { withFolder } from '../../../../../scripts/train/unpacked.ts';
import { readImageFolder } from '../../../../../scripts/models/evaluation/image-folder.ts';
import { ClassNames } from '../../../../../src/web/client/notebook/class-names.ts';
import type { NotebookEntry } from '../../../../../src/web/client/notebook/entry.ts';
import { FEWEST, trainingSet } from '../../../../../src/web/client/notebook/training-set.ts';
import { trainingZip } from '../../../../../src/web/client/notebook/training-zip.ts';
import { temporaryFolder } from '../../../scripts/models/temporary.ts';
import { answer, entry } from './entries.ts';

const PANDA = 'giant panda, panda';
const CLASSES = new ClassNames('ja', [{ en: [PANDA, 'cock'], ja: ['ジャイアントパンダ', '雄鶏'] }]);

const shapeOf = (set: ReturnType<typeof trainingSet>): Record<string, string[]> =>
  Object.fromEntries(Array.from(set, ([folder, entries]) => [folder, entries.map(({ id }) => id)]));

describe('what a ZIP file of the notebook has', () => {
  const entries = [
    entry(PANDA, { id: 'a', truth: 'rust' }),
    entry(PANDA, { id: 'b', truth: PANDA }),
    entry('cock', { id: 'c', truth: 'ジャイアントパンダ' }),
    entry('雄鶏', { id: 'd' }),
  ];

  it('is what the visitor has said', () => {
    expect(shapeOf(trainingSet(entries, CLASSES, false))).toEqual({ 'giant panda': ['b', 'c'], rust: ['a'] });
  });

  it('may be what a model thought likeliest and no guess, where the visitor has said nothing', () => {
    const surer = answer(PANDA, { predictions: [{ index: 0, label: PANDA, score: 0.9 }] });
    const both = [...entries, entry('cock', { id: 'e', answers: [answer('cock'), surer] })];
    both.push(entry('cock', { id: 'f', answers: [answer('cock', { unknown: true })] }));
    expect(shapeOf(trainingSet(both, CLASSES, true))).toEqual({
      cock: ['d'],
      'giant panda': ['b', 'c', 'e'],
      rust: ['a'],
    });
  });

  it('has a folder for the bird and one for the machine that are both called crane, as they were answered', () => {
    const en = Array.from({ length: 1000 }, (_, i) => (i === 134 || i === 517 ? 'crane' : `class ${i}`));
    const ja = en.map((label, i) => ({ 134: 'ツル', 517: 'クレーン' })[i] ?? label);
    const of = (id: string, index: number, label: string, truth: string | null): NotebookEntry =>
      entry(label, { id, truth, answers: [answer(label, { predictions: [{ index, label, score: 0.9 }] })] });
    const cranes = [
      of('bird', 134, 'crane', null),
      of('machine', 517, 'crane', null),
      // Confirmed when nobody knew yet that there are two.
      of('confirmed bird', 134, 'crane', 'crane'),
      of('confirmed machine', 517, 'crane', 'crane'),
      of('named', 517, 'クレーン', 'ツル'),
      of('of another kind', 7, 'class 7', 'crane'),
    ];
    expect(shapeOf(trainingSet(cranes, new ClassNames('ja', [{ en, ja }]), true))).toEqual({
      crane: ['of another kind'],
      'crane (bird)': ['bird', 'confirmed bird', 'named'],
      'crane (machine)': ['machine', 'confirmed machine'],
    });
  });

  it('is enough for a training when the training says so', () => {
    expect(FEWEST.pictures).toBe(FEWEST_PICTURES);
  });
});

describe('a ZIP file of the notebook', () => {
  /** Writes the ZIP file of a set, and reads it as the training does. */
  async function packed(
    set: ReturnType<typeof trainingSet>,
    contents: Readonly<Record<string, string>>,
  ): Promise<{ files: Record<string, string>; pictures: number; doubles: number }> {
    const { file, ...rest } = await trainingZip(set, ({ id }) =>
      Promise.resolve(contents[id] === undefined ? undefined : new Blob([contents[id]])),
    );
    expect(file.type).toBe('application/zip');
    const path = join(temporaryFolder(), 'notebook.zip');
    writeFileSync(path, new Uint8Array(await file.arrayBuffer()));
    const files = await withFolder(path, async (folder) => {
      const { classes, samples } = await readImageFolder(folder);
      return Object.fromEntries(
        samples.map((sample) => [
          `${classes[sample.label] ?? ''}/${sample.path.slice(-'9f3a1c2b.jpg'.length)}`,
          readFileSync(sample.path, 'utf8'),
        ]),
      );
    });
    return { files, ...rest };
  }

  it('is a folder of class folders, as the training takes it', async () => {
    const entries = [
      entry('x', { id: '00000001', truth: 'さび' }),
      entry('x', { id: '00000002', truth: 'healthy' }),
      entry('x', { id: '00000003', truth: 'healthy', time: 0 }),
      entry('x', { id: 'deleted!', truth: 'healthy' }),
    ];
    const set = trainingSet(entries, new ClassNames('en', []), false);
    expect(await packed(set, { '00000001': 'one', '00000002': 'two', '00000003': 'three' })).toEqual({
      files: { 'healthy/00000002.jpg': 'two', 'healthy/00000003.jpg': 'three', 'さび/00000001.jpg': 'one' },
      pictures: 3,
      doubles: 0,
    });
  });

  it('has the same picture once, as the newest entry calls it', async () => {
    const entries = [
      entry('x', { id: '00000001', truth: 'rust', time: Date.UTC(2026, 1, 1) }),
      entry('x', { id: '00000002', truth: 'healthy', time: Date.UTC(2026, 2, 1) }),
      entry('x', { id: '00000003', truth: 'rust' }),
    ];
    const set = trainingSet(entries, new ClassNames('en', []), false);
    expect(await packed(set, { '00000001': 'same', '00000002': 'same', '00000003': 'more' })).toEqual({
      files: { 'healthy/00000002.jpg': 'same', 'rust/00000003.jpg': 'more' },
      pictures: 2,
      doubles: 1,
    });
  });
});
