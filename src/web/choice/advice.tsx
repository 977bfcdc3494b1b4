import type { FC } from 'hono/jsx';

import type { ModelOption } from '../../inference/options.ts';
import type { Recommendation } from '../../verdict/advice/recommend.ts';
import { numberOf } from '../figures.ts';
import type { Say } from '../i18n/texts.ts';

/** What to take for a task, and what misses its limits. Reasons are the API's own sentences, which are English. */
export const Advice: FC<{ say: Say; advice: Recommendation<ModelOption> }> = ({ say, advice }) => (
  <section class="advice" aria-labelledby="advice">
    <h2 id="advice">{say('choice.advice')}</h2>
    <p lang="en">{advice.sentence}</p>
    <ol>
      {advice.ranking.map(({ option, score, usual, pareto, reason }) => (
        <li>
          <strong>{option.name}</strong>{' '}
          <span class="tags">
            {usual && <span class="tag">{say('choice.usual')}</span>}
            {pareto && <span class="tag">{say('choice.pareto')}</span>}
            <span class="quiet">{say('choice.score', { score: numberOf(say, score, 2) })}</span>
          </span>
          <p lang="en">{reason}</p>
          {option.add !== null && <code>{option.add}</code>}
        </li>
      ))}
    </ol>
    {advice.rejected.length > 0 && (
      <details open={advice.ranking.length === 0}>
        <summary>{say('choice.rejected', { count: advice.rejected.length })}</summary>
        <ul>
          {advice.rejected.map(({ option, misses }) => (
            <li>
              <strong>{option.name}</strong>: <span lang="en">{misses.map(({ sentence }) => sentence).join('; ')}</span>
            </li>
          ))}
        </ul>
      </details>
    )}
  </section>
);
