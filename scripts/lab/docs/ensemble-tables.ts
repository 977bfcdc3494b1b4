import { findMembers } from '../../../src/catalogue/ensemble-members.ts';
import type { EnsembleFigures, Ensembles } from '../../../src/catalogue/ensembles.ts';
import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import { madeWithText } from '../../kit/made-with.ts';
import { markdownTable } from '../../kit/table.ts';
import { ensembleSentences, rejectionLines } from '../../models/evaluation/ensemble/report.ts';

const HEAD = ['model', 'weights', 'top-1', 'top-5', 'gain in points', '95 % interval', 'mended', 'spoiled'];

/**
 * Models alone and together: a table for each ensemble that was measured, with where it comes from and what follows.
 * @param models those that everybody has; ensembles of others are left out
 */
export function ensembleTables(models: readonly ModelEntry[], { ensembles }: Ensembles): string {
  return ensembles
    .flatMap((figures) => {
      const members = findMembers(figures, models);
      return members === undefined ? [] : [tableOf(figures, members)];
    })
    .join('\n\n');
}

function tableOf(figures: EnsembleFigures, models: readonly ModelEntry[]): string {
  const { members, weightings, best, pictures, date, made_with, command } = figures;
  const percent = (value: number): string => `${value.toFixed(1)} %`;
  const rows = [
    ...members.map(({ name, top1, top5 }) => [`\`${name}\``, '-', percent(top1), percent(top5), '-', '-', '-', '-']),
    ...weightings.map(({ weights, top1, top5, gain, gain_interval: [low, high], mended, spoiled }) => [
      ...['together', weights.join(', '), percent(top1), percent(top5), gain.toFixed(1)],
      ...[`${low.toFixed(1)} to ${high.toFixed(1)}`, String(mended), String(spoiled)],
    ]),
  ];
  return [
    ...markdownTable(HEAD, rows),
    '',
    `On ${pictures}. Gains are points of top-1 over \`${best}\` alone, with 95 % intervals by a paired bootstrap over the`,
    `pictures; mended: only together right; spoiled: only \`${best}\` right (${date}, ${madeWithText(made_with)},`,
    `\`${command}\`).`,
    ...rejectionLines(figures, markdownTable),
    '',
    ...ensembleSentences(figures, models).map((sentence) => `- ${sentence}`),
  ].join('\n');
}
