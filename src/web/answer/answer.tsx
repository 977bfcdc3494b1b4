import type { FC } from 'hono/jsx';

import { bytesOf, millisecondsOf } from '../../i18n/figures.ts';
import type { Say } from '../../i18n/texts.ts';
import { Bars } from './bars.tsx';
import { type Classification, type Comparison, isComparison } from './classification.ts';
import { Verdict } from './verdict.tsx';

interface AnswerProps {
  readonly say: Say;
  readonly answer: Classification | Comparison;
  readonly titleOf: (model: string) => string;
  /** Whether the page has the picture, over which it can show heat maps. */
  readonly pictured: boolean;
}

/** What the models say: one, or several side by side with what they say together. */
export const Answer: FC<AnswerProps> = ({ say, answer, titleOf, pictured }) => {
  const models = isComparison(answer) ? answer.models : [answer];
  return (
    <div class="card said">
      <div class={models.length > 1 ? 'columns' : undefined}>
        {models.map(({ model, predictions, explanations }, i) => (
          <Verdict
            say={say}
            predictions={predictions}
            explanations={pictured ? (explanations ?? undefined) : undefined}
            title={titleOf(model)}
            id={`answer-heading${i === 0 ? '' : `-${i}`}`}
          />
        ))}
      </div>
      {isComparison(answer) && <Together say={say} comparison={answer} titleOf={titleOf} />}
      <p class="note">{say('answer.scoresNote')}</p>
    </div>
  );
};

const Together: FC<{ say: Say; comparison: Comparison; titleOf: (model: string) => string }> = ({
  say,
  comparison: { agreement, ensemble, price, models },
  titleOf,
}) => (
  <section class="together" aria-labelledby="together-heading">
    <h2 id="together-heading">{say('answer.ensemble')}</h2>
    <p class="agreement">
      <span class={`badge ${agreement.top1 ? 'badge-same' : 'badge-other'}`}>
        {say(agreement.top1 ? 'answer.agree' : 'answer.disagree')}
      </span>{' '}
      {say('answer.shared', { shared: agreement.top5_shared })}
    </p>
    <Bars say={say} predictions={ensemble.predictions} model={say('answer.ensemble')} />
    <p>
      {say(price.changed_top1 ? 'answer.changed' : 'answer.unchanged', {
        models: models
          .slice(1)
          .map(({ model }) => titleOf(model))
          .join(', '),
        ms: `${millisecondsOf(say, price.added_ms)} ms`,
        bytes: bytesOf(say, price.added_bytes),
      })}
    </p>
  </section>
);
