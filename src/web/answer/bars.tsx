import type { FC } from 'hono/jsx';

import { formatPercent } from '../../i18n/numbers.ts';
import type { Translator } from '../../i18n/texts.ts';
import type { Prediction } from '../../contract/explanation.ts';
import { labelLanguage } from './label.ts';

interface BarsProps {
  readonly t: Translator;
  readonly predictions: readonly Prediction[];
  /** Index of the class whose heat map is shown; makes the labels buttons. */
  readonly shown?: number | undefined;
  /** Title of the model, for screen readers; to tell several models apart. */
  readonly model?: string | undefined;
}

/** The likeliest classes as bars, the best first. */
export const Bars: FC<BarsProps> = ({ t, predictions, shown, model }) => (
  <ol class="bars" aria-label={t('answer.scores') + (model === undefined ? '' : `, ${model}`)}>
    {predictions.map((prediction) => (
      <li>
        {shown === undefined ? (
          <div class="bar">
            <Bar t={t} prediction={prediction} />
          </div>
        ) : (
          <button
            type="button"
            class="bar"
            data-class={String(prediction.index)}
            aria-pressed={String(prediction.index === shown)}
          >
            <Bar t={t} prediction={prediction} />
          </button>
        )}
      </li>
    ))}
  </ol>
);

const Bar: FC<{ t: Translator; prediction: Prediction }> = ({ t, prediction: { label, score } }) => {
  const [first = label, ...synonyms] = label.split(', ');
  return (
    <>
      <span class="bar-label" lang={labelLanguage(label)}>
        {first}
        {synonyms.length > 0 && <span class="synonyms"> {synonyms.join(', ')}</span>}
      </span>
      <span class="bar-score">{formatPercent(t, score)}</span>
      <svg class="track" aria-hidden="true">
        <rect class="track-fill" width={`${(score * 100).toFixed(2)}%`} height="100%" />
      </svg>
    </>
  );
};
