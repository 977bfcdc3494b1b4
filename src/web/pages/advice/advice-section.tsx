import type { FC } from 'hono/jsx';

import type { Advice } from '../../../catalogue/advice/advise.ts';
import type { EnsembleAdvice } from '../../../catalogue/advice/ensemble-advice.ts';
import { BALANCED, USE_CASES } from '../../../catalogue/advice/use-case.ts';
import type { UseCaseName } from '../../../contract/names.ts';
import { ensembleMessage } from '../../../i18n/advice/ensembles.ts';
import { summaryMessage } from '../../../i18n/advice/sentences.ts';
import { formatNumber } from '../../../i18n/numbers.ts';
import type { TextKey, Translator } from '../../../i18n/texts.ts';
import { MessageText } from '../../layout/message-text.tsx';

interface AdviceSectionProps {
  readonly t: Translator<TextKey>;
  /** The task that was named. */
  readonly task: UseCaseName | undefined;
  readonly advice: Advice;
  readonly ensembles: readonly EnsembleAdvice[];
}

/** The one model to take, in a sentence, why it and no other, and whether it is worth to ask several together. */
export const AdviceSection: FC<AdviceSectionProps> = ({ t, task, advice, ensembles }) => (
  <section id="advice" class="card advice" aria-labelledby="advice-heading">
    <h2 id="advice-heading">{t('advice.result')}</h2>
    <p class="winner">
      <MessageText t={t} message={summaryMessage(t, advice, 'person')} />
    </p>
    {advice.ranking.length > 0 && <p class="note">{weightsText(t, task)}</p>}
    {ensembles.map((ensemble) => (
      <p class="note">
        <MessageText t={t} message={ensembleMessage(t, ensemble)} />
      </p>
    ))}
  </section>
);

function weightsText(t: Translator<TextKey>, task: UseCaseName | undefined): string {
  const { weights } = task === undefined ? BALANCED : USE_CASES[task];
  const percents = Object.entries(weights).map(([axis, weight]) => [axis, formatNumber(t, 100 * weight)]);
  const name = t(task === undefined ? 'advice.weights.none' : `advice.task.${task}`);
  return t('advice.weights', { ...(Object.fromEntries(percents) as Record<string, string>), task: name });
}
