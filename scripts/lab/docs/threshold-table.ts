import type { ModelEntry } from '../../../src/catalogue/manifest.ts';
import { madeWithText } from '../../kit/made-with.ts';
import { markdownTable } from '../../kit/table.ts';

const HEAD = [
  ...['model', 'threshold', 'answers below it', 'of these wrong', 'of the others right'],
  'pictures of nothing below it',
];

/** What the thresholds of models do to pictures that had no part in choosing them. */
export function thresholdTable(models: readonly ModelEntry[]): string {
  const measured = models.flatMap(({ name, threshold, measured: { calibration } = {} }) =>
    threshold === undefined || calibration?.rejection === undefined
      ? []
      : [{ name, threshold, calibration, rejection: calibration.rejection }],
  );
  const [first] = measured;
  const same = measured.filter(({ calibration }) => calibration.pictures === first?.calibration.pictures);
  const percent = (value: number | null): string => (value === null ? '-' : `${value.toFixed(1)} %`);
  const rows = same.map(({ name, threshold, rejection }) => [
    ...[`\`${name}\``, percent(100 * threshold)],
    ...[percent(rejection.rejected), percent(rejection.rejected_wrong), percent(rejection.kept_right)],
    `${rejection.empty_pictures.rejected} of ${rejection.empty_pictures.count}`,
  ]);
  const table = markdownTable(HEAD, rows).join('\n');
  if (first === undefined) return table;
  const { fitted_count, count, pictures, date, made_with, command } = first.calibration;
  return [
    table,
    '',
    `Fitted on ${fitted_count} of ${pictures}, judged by the other ${count} (${date}, ${madeWithText(made_with)},`,
    `\`${command}\`).`,
  ].join('\n');
}
