import type { FC } from 'hono/jsx';

import { formatBytes, formatMilliseconds, formatPercent } from '../../i18n/numbers.ts';
import type { Translator } from '../../i18n/texts.ts';
import { Bars } from './bars.tsx';
import { isComparison } from './comparison.ts';
import { Guess } from './guess.tsx';
import { ModelAnswer } from './model-answer.tsx';
import { type ShownAnswer, type ShownComparison, shownModels } from './shown-answer.ts';

interface AnswerProps {
  readonly t: Translator;
  readonly answer: ShownAnswer;
  readonly titleOf: (model: string) => string;
  /** Whether the page shows the picture, so that it can show heat maps over it. */
  readonly pictured: boolean;
}

/** The answer of one model, or of several side by side with their ensemble. */
export const Answer: FC<AnswerProps> = ({ t, answer, titleOf, pictured }) => {
  const models = shownModels(answer);
  return (
    <div class="card answer-card">
      <div class={models.length > 1 ? 'columns' : undefined}>
        {models.map(({ model, predictions, unknown, threshold, calibration, explanations }, i) => (
          <ModelAnswer
            t={t}
            predictions={predictions}
            unknown={unknown}
            threshold={threshold}
            calibration={calibration}
            explanations={pictured ? (explanations ?? undefined) : undefined}
            title={titleOf(model)}
            id={`answer-heading${i === 0 ? '' : `-${i}`}`}
          />
        ))}
      </div>
      {isComparison(answer) && <Together t={t} comparison={answer} titleOf={titleOf} />}
      {!answer.photo.complete && answer.photo.coverage < 1 && (
        <p class="note">{t('answer.cutOff', { share: formatPercent(t, answer.photo.coverage) })}</p>
      )}
      {answer.photo.colour === 'ignored' && <p class="note">{t('answer.colourIgnored')}</p>}
      <p class="note">{t('answer.scoresNote')}</p>
    </div>
  );
};

const Together: FC<{ t: Translator; comparison: ShownComparison; titleOf: (model: string) => string }> = ({
  t,
  comparison: { agreement, ensemble, price, models },
  titleOf,
}) => (
  <section class="together" aria-labelledby="together-heading">
    <h2 id="together-heading">{t('answer.ensemble')}</h2>
    <p class="agreement">
      <span class={`badge ${agreement.top1 ? 'badge-same' : 'badge-other'}`}>
        {t(agreement.top1 ? 'answer.agree' : 'answer.disagree')}
      </span>{' '}
      {t('answer.shared', { shared: agreement.top5_shared })}
    </p>
    {ensemble.unknown && (
      <p class="unsure">
        <Guess t={t} predictions={ensemble.predictions} />
      </p>
    )}
    <Bars t={t} predictions={ensemble.predictions} model={t('answer.ensemble')} />
    <p>
      {t(price.changed_top1 ? 'answer.changed' : 'answer.unchanged', {
        models: models
          .slice(1)
          .map(({ model }) => titleOf(model))
          .join(', '),
        ms: `${formatMilliseconds(t, price.added_ms)} ms`,
        bytes: formatBytes(t, price.added_bytes),
      })}
    </p>
  </section>
);
