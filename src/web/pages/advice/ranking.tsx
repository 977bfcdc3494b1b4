import type { FC } from 'hono/jsx';

import type { Advice, Ranked } from '../../../catalogue/advice/advise.ts';
import { missedLimitsText, reasonMessage } from '../../../i18n/advice/sentences.ts';
import { formatNumber } from '../../../i18n/numbers.ts';
import type { TextKey, Translator } from '../../../i18n/texts.ts';
import { MessageText } from '../../layout/message-text.tsx';

/** How many places are shown before somebody asks for the others. */
const SHOWN = 3;

/** The models that keep the limits, the best first, and below them those that miss one. */
export const Ranking: FC<{ t: Translator<TextKey>; advice: Advice }> = ({ t, advice: { ranking, rejected } }) => (
  <section class="ranking" aria-labelledby="ranking">
    {ranking.length > 0 && (
      <>
        <h2 id="ranking">{t('advice.ranking')}</h2>
        <ol>
          {ranking.slice(0, SHOWN).map((ranked) => (
            <Place t={t} ranked={ranked} />
          ))}
        </ol>
      </>
    )}
    {ranking.length > SHOWN && (
      <details>
        <summary>{t('advice.more', { count: ranking.length - SHOWN })}</summary>
        <ol start={SHOWN + 1}>
          {ranking.slice(SHOWN).map((ranked) => (
            <Place t={t} ranked={ranked} />
          ))}
        </ol>
      </details>
    )}
    {rejected.length > 0 && (
      <details class="rejected-models" open={ranking.length === 0}>
        <summary>{t('advice.rejected', { count: rejected.length })}</summary>
        <ul>
          {rejected.map((one) => (
            <li>
              {t.parts('advice.miss', {
                name: <strong lang="en">{one.candidate.name}</strong>,
                misses: missedLimitsText(t, one, 'person'),
              })}
            </li>
          ))}
        </ul>
      </details>
    )}
  </section>
);

const Place: FC<{ t: Translator<TextKey>; ranked: Ranked }> = ({ t, ranked }) => {
  const { candidate, usual, pareto, score } = ranked;
  return (
    <li>
      <strong lang="en">
        <a href={`/models/${candidate.name}`}>{candidate.name}</a>
      </strong>{' '}
      <span class="tags">
        {usual && <span class="tag">{t('advice.usual')}</span>}
        {pareto && <span class="tag">{t('advice.pareto')}</span>}
        <span class="quiet">{t('advice.score', { score: formatNumber(t, score, 2) })}</span>
      </span>
      <p>
        <MessageText t={t} message={reasonMessage(t, ranked)} />
      </p>
      {candidate.add !== null && <code lang="en">{candidate.add}</code>}
    </li>
  );
};
