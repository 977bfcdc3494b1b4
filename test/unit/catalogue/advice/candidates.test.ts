import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeAll, expect, it } from 'vitest';

import { type KnownModels, listCandidates } from '../../../../src/catalogue/advice/candidates.ts';
import { candidateFiguresSchema } from '../../../../src/catalogue/candidate-figures.ts';
import { catalogueSchema } from '../../../../src/catalogue/catalogue.ts';
import type { ModelEntry } from '../../../../src/catalogue/manifest.ts';
import { enginesOf } from '../../../../src/catalogue/served-files.ts';
import { readManifest, WORKSPACE } from '../../../../scripts/models/workspace.ts';

const REAL = 'mobilenetv3_small_100.lamb_in1k';
let known: KnownModels;
let teacher: ModelEntry;

beforeAll(async () => {
  const read = async (name: string): Promise<unknown> =>
    JSON.parse(await readFile(join(WORKSPACE.models, name), 'utf8'));
  const { models, sources } = await readManifest(WORKSPACE);
  const [first] = models;
  if (first === undefined) throw new Error('no models');
  teacher = first;
  known = {
    models,
    sourceOf: ({ source }) => {
      const found = sources[source];
      if (found === undefined) throw new Error(`no source ${source}`);
      return found;
    },
    enginesOf,
    bytesOf: () => 1,
    figures: candidateFiguresSchema.parse(await read('candidates.json')),
    catalogue: catalogueSchema.parse(await read('catalogue.json')),
  };
});

/** A copy of the default model under another name, with this accuracy on its pictures. */
function measuredAs(name: string, top1: number | null, more: Partial<ModelEntry> = {}): ModelEntry {
  const [accuracy] = teacher.measured?.accuracy ?? [];
  if (accuracy === undefined) throw new Error('the default model was not measured');
  const measured = top1 === null ? {} : { measured: { accuracy: [{ ...accuracy, top1 }] } };
  return { ...teacher, measured: undefined, ...measured, name, ...more };
}

const ranked = (...models: ModelEntry[]): Map<string, [number | null, string | null]> =>
  new Map(
    listCandidates({ ...known, models }).map(({ name, top1, anchor }) => [name, [top1, anchor?.name ?? null]] as const),
  );

it('ranks weights with a publication of their own by that, measured or not', () => {
  expect(ranked(measuredAs('efficientnet_b0', 80), measuredAs(REAL, 99)).get(REAL)).toEqual([67.64, null]);
  expect(ranked(measuredAs('efficientnet_b0', 80), measuredAs(REAL, null)).get(REAL)).toEqual([67.64, null]);
});

it('carries what was measured over from the reference, on the same pictures', () => {
  const models = [measuredAs('efficientnet_b0', 80), measuredAs('mobilenetv3_small_distilled', 50)];
  const student = ranked(...models).get('mobilenetv3_small_distilled');
  // 77.7 - 30.
  expect(student?.[0]).toBeCloseTo(47.7, 6);
  expect(student?.[1]).toBe('efficientnet_b0');
});

it('carries a variant over from its own model where that has a publication', () => {
  const variant = { of: REAL, kind: 'int8', calibration: '' } as const;
  const models = [measuredAs('efficientnet_b0', 80), measuredAs(REAL, 70), measuredAs('small_int8', 69, { variant })];
  expect(ranked(...models).get('small_int8')).toEqual([66.64, REAL]);
});

it('knows nothing of a model that was not measured, or on other pictures, or where there is no reference', () => {
  const reference = measuredAs('efficientnet_b0', 80);
  const student = measuredAs('mobilenetv3_small_distilled', 50);
  const accuracy = student.measured?.accuracy?.map((figures) => ({ ...figures, pictures: 'others' }));
  const unknown = [null, null];
  expect(ranked(reference, measuredAs('mobilenetv3_small_distilled', null)).get('mobilenetv3_small_distilled')).toEqual(
    unknown,
  );
  expect(ranked(reference, { ...student, measured: { accuracy } }).get('mobilenetv3_small_distilled')).toEqual(unknown);
  expect(ranked(student).get('mobilenetv3_small_distilled')).toEqual(unknown);
});
