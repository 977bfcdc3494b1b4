import { ensembleAdvice, type EnsembleAdvice } from '../../../../src/catalogue/advice/ensemble-advice.ts';
import type { EnsembleFigures } from '../../../../src/catalogue/ensembles.ts';
import type { ModelEntry } from '../../../../src/catalogue/manifest.ts';
import { enginesOf, modelBytes } from '../../../../src/catalogue/served-files.ts';
import { ensembleMessage } from '../../../../src/i18n/advice/ensembles.ts';
import { english as t } from '../../../../src/i18n/english.ts';
import { formatText } from '../../../../src/i18n/message.ts';
import { brackets, layOut, mebibytes, milliseconds } from '../../../kit/table.ts';

/**
 * What an evaluation of an ensemble found, in lines: a table, what the models beside the best one cost, and a sentence for
 * each choice of weights.
 * @param members those of the figures
 */
export function ensembleReport(figures: EnsembleFigures, members: readonly ModelEntry[]): string[] {
  const { best, count, weightings } = figures;
  const percent = (value: number): string => `${value.toFixed(1)} %`;
  const head = ['', 'top-1', 'top-5', 'gain', '95 %', 'mended', 'spoiled'];
  const rows = [
    ...figures.members.map(({ name, top1, top5 }) => [name, percent(top1), percent(top5), '', '', '', '']),
    ...weightings.map(({ weights, top1, top5, gain, gain_interval, mended, spoiled }) => [
      `together ${weights.join(', ')}`,
      ...[percent(top1), percent(top5), gain.toFixed(1), brackets(gain_interval, (bound) => bound.toFixed(1))],
      ...[String(mended), String(spoiled)],
    ]),
  ];
  return [
    `${count} pictures, the same for all`,
    ...layOut(head, rows),
    `Gains are points of top-1 over ${best} alone, with a paired bootstrap over the pictures; only together right is mended, only ${best} right is spoiled.`,
    ...rejectionLines(figures, layOut),
    ...ensembleSentences(figures, members),
    ...(weightings.length > 1
      ? ['The best of several weights looks better on these pictures than it is: judge it by others.']
      : []),
  ];
}

/**
 * How often the answers of an ensemble count as guesses, and what that is worth.
 * @param draw lays out a head and rows
 * @returns no line where it was not measured
 */
export function rejectionLines({ weightings }: EnsembleFigures, draw: typeof layOut): string[] {
  const percent = (value: number | null): string => (value === null ? '-' : `${value.toFixed(1)} %`);
  const rows = weightings.flatMap(({ weights, rejection }) => {
    if (rejection === undefined) return [];
    const { rejected, rejected_wrong, kept_right } = rejection;
    return [[`together ${weights.join(', ')}`, ...[rejected, rejected_wrong, kept_right].map(percent)]];
  });
  if (rows.length === 0) return [];
  return [
    '',
    ...draw(['', 'unknown', 'of these wrong', 'of the others right'], rows),
    '',
    'Unknown is what none of the models alone would tell, of every second picture: those that no threshold is fitted on.',
    '',
  ];
}

/**
 * What the models beside the best one cost, and for each choice of weights whether it gains, loses, or cannot be told from
 * the best one.
 * @param members those of the figures
 */
export function ensembleSentences(figures: EnsembleFigures, members: readonly ModelEntry[]): string[] {
  const known = { enginesOf, bytesOf: modelBytes };
  const advice = figures.weightings.map((weighting) => ensembleAdvice(figures, weighting, members, known));
  return [...advice.slice(0, 1).map(costLine), ...advice.map((each) => formatText(t, ensembleMessage(t, each)))];
}

function costLine({ best, added: { bytes, speed } }: EnsembleAdvice): string {
  const files = `${mebibytes(bytes)} MiB of files`;
  if (speed === null) return `What is asked beside ${best} costs ${files}; its time was not measured on one machine.`;
  const { warm_ms, cpu_ms, machine } = speed;
  const cpu = cpu_ms === null ? '' : `, at most ${milliseconds(cpu_ms)} ms of CPU`;
  return `What is asked beside ${best} costs ${milliseconds(warm_ms)} ms for warm inferences${cpu} (${machine}) and ${files}.`;
}
