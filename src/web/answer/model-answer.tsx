import type { FC } from 'hono/jsx';

import { formatNumber, formatPercent } from '../../i18n/numbers.ts';
import type { Translator } from '../../i18n/texts.ts';
import { Bars } from './bars.tsx';
import { Guess } from './guess.tsx';
import { labelLanguage, shortLabel } from './label.ts';
import type { Explanation, Prediction, ScoreCalibration } from '../../contract/explanation.ts';

interface ModelAnswerProps {
  readonly t: Translator;
  readonly predictions: readonly Prediction[];
  /** Whether the first of them is no more than a guess, because its score is below the threshold. */
  readonly unknown: boolean;
  readonly threshold: number | null;
  readonly calibration: ScoreCalibration;
  /** The heat maps that the page can show; none without a picture. */
  readonly explanations?: readonly Explanation[] | undefined;
  /** Title of the model. */
  readonly title: string;
  /** Id of the heading. */
  readonly id: string;
}

/** The answer of one model; the page's script puts the picture above it. */
export const ModelAnswer: FC<ModelAnswerProps> = ({
  t,
  predictions,
  unknown,
  threshold,
  calibration,
  explanations,
  title,
  id,
}) => {
  const best = shortLabel(predictions[0]?.label ?? '');
  return (
    <section class="model-answer" aria-labelledby={`${id}-by ${id}`}>
      <div class="answer-text">
        <p id={`${id}-by`} class="by">
          {title}
        </p>
        {unknown ? (
          <h2 id={id} class="best unsure">
            <Guess t={t} predictions={predictions} />
          </h2>
        ) : (
          <h2 id={id} class="best" lang={labelLanguage(best)}>
            {best}
          </h2>
        )}
        <Bars t={t} predictions={predictions} shown={explanations?.[0]?.index} model={title} />
        {unknown && threshold !== null && (
          <p class="note">{t('answer.unsureWhy', { threshold: formatPercent(t, threshold) })}</p>
        )}
        <p class="note">
          {calibration === null
            ? t('answer.uncalibrated')
            : t('answer.calibrated', { error: formatNumber(t, calibration.error, 1), count: calibration.count })}
        </p>
      </div>
    </section>
  );
};
