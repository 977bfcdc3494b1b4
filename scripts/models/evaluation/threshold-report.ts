import { layOut } from '../../kit/table.ts';
import type { ComparedModel } from './same-pictures.ts';

/** What the thresholds of models do, in lines; none where no threshold was fitted. */
export function thresholdReport(models: readonly Pick<ComparedModel, 'model' | 'fitted'>[]): string[] {
  const rows = models.flatMap(({ model: { name }, fitted: scores }) => {
    const fitted = scores?.threshold ?? null;
    if (fitted === null) return [];
    const { rejected, rejected_wrong, kept_right, empty_pictures } = fitted.figures;
    const percent = (value: number | null): string => (value === null ? '-' : `${value.toFixed(1)} %`);
    return [
      [
        ...[name, fitted.threshold.toFixed(3), percent(rejected), percent(rejected_wrong), percent(kept_right)],
        `${empty_pictures.rejected} of ${empty_pictures.count}`,
      ],
    ];
  });
  if (rows.length === 0) return [];
  const head = [
    'model',
    'threshold',
    'below it',
    'of these wrong',
    'of the others right',
    'pictures of nothing below it',
  ];
  return [
    '',
    ...layOut(head, rows),
    'A threshold is the score at which first answers are as often right as wrong, fitted on every second picture; shares are',
    'of the others. Below it an answer is "unknown".',
  ];
}
