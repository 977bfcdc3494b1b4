import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { CandidateFigures } from '../../src/catalogue/candidate-figures.ts';
import type { Ensembles } from '../../src/catalogue/ensembles.ts';
import type { Manifest, ModelEntry } from '../../src/catalogue/manifest.ts';
import type { MadeWith } from '../../src/contract/measured.ts';
import { changedParts, madeWithIn } from '../kit/made-with.ts';

/** Documents that have figures of the code, each with a line that says what these were measured with. */
export const DOCUMENTS = [
  'bench',
  'candidates',
  'clocks',
  'explainability',
  'page',
  'peers',
  'photographs',
  'robustness',
  'simd-engine',
].map((name) => `docs/${name}.md`);

/**
 * Figures that were measured with other kernels, runtimes or phases than those of now.
 * @returns a line for each: where it stands, and what has changed
 */
export function outdatedRecords(
  { models }: Pick<Manifest, 'models'>,
  candidates: Pick<CandidateFigures, 'command' | 'made_with'>,
  { ensembles }: Pick<Ensembles, 'ensembles'>,
  now: MadeWith,
): string[] {
  const records = models.flatMap(({ name, measured = {} }) =>
    recordsOf(measured).map((record) => ({ where: `models/manifest.json, ${name}`, ...record })),
  );
  const voted = ensembles.map((record) => ({ where: 'models/ensembles.json', ...record }));
  const all = [...records, { where: 'models/candidates.json', ...candidates }, ...voted];
  return all.flatMap(({ where, command, made_with }) => {
    const changed = changedParts(made_with, now);
    return changed.length === 0 ? [] : [`${where}: ${command}: ${changed.join('; ')}`];
  });
}

/** The same for documents; one without such a line is listed, too. */
export async function outdatedDocuments(root: string, now: MadeWith): Promise<string[]> {
  const found = await Promise.all(
    DOCUMENTS.map(async (path) => {
      const lines = madeWithIn(await readFile(join(root, path), 'utf8'));
      if (lines.length === 0) return [`${path}: does not say what its figures were measured with`];
      return lines.flatMap((then) => {
        const changed = changedParts(then, now);
        return changed.length === 0
          ? []
          : [`${path}: figures of commit ${then.commit ?? 'unknown'}: ${changed.join('; ')}`];
      });
    }),
  );
  return found.flat();
}

function recordsOf({
  accuracy = [],
  calibration,
  speed = [],
  explainability = [],
  agreement,
}: NonNullable<ModelEntry['measured']>) {
  return [...accuracy, calibration, ...speed, ...explainability, agreement].filter((record) => record !== undefined);
}
