import type { FC } from 'hono/jsx';

import type { Advice } from '../../../catalogue/advice/advise.ts';
import type { EnsembleAdvice } from '../../../catalogue/advice/ensemble-advice.ts';
import { ensembleMessage } from '../../../i18n/advice/ensembles.ts';
import { missedLimitsText, reasonMessage, summaryMessage } from '../../../i18n/advice/sentences.ts';
import { formatNumber } from '../../../i18n/numbers.ts';
import type { TextKey, Translator } from '../../../i18n/texts.ts';
import { MessageText } from '../../layout/message-text.tsx';

interface AdviceSectionProps {
  readonly t: Translator<TextKey>;
  readonly advice: Advice;
  readonly ensembles: readonly EnsembleAdvice[];
}

/** The ranking for a task, below it the models that miss a limit, and whether it is worth to ask several together. */
export const AdviceSection: FC<AdviceSectionProps> = ({ t, advice, ensembles }) => (
  <section class="advice" aria-labelledby="advice">
    <h2 id="advice">{t('advice.result')}</h2>
    <p>
      <MessageText t={t} message={summaryMessage(t, advice)} />
    </p>
    <ol>
      {advice.ranking.map((ranked) => (
        <li>
          <strong lang="en">{ranked.candidate.name}</strong>{' '}
          <span class="tags">
            {ranked.usual && <span class="tag">{t('advice.usual')}</span>}
            {ranked.pareto && <span class="tag">{t('advice.pareto')}</span>}
            <span class="quiet">{t('advice.score', { score: formatNumber(t, ranked.score, 2) })}</span>
          </span>
          <p>
            <MessageText t={t} message={reasonMessage(t, ranked)} />
          </p>
          {ranked.candidate.add !== null && <code lang="en">{ranked.candidate.add}</code>}
        </li>
      ))}
    </ol>
    {advice.rejected.length > 0 && (
      <details open={advice.ranking.length === 0}>
        <summary>{t('advice.rejected', { count: advice.rejected.length })}</summary>
        <ul>
          {advice.rejected.map((rejected) => (
            <li>
              {t.parts('advice.miss', {
                name: <strong lang="en">{rejected.candidate.name}</strong>,
                misses: missedLimitsText(t, rejected),
              })}
            </li>
          ))}
        </ul>
      </details>
    )}
    {ensembles.map((ensemble) => (
      <p>
        <MessageText t={t} message={ensembleMessage(t, ensemble)} />
      </p>
    ))}
  </section>
);
