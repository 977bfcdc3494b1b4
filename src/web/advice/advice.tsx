import type { FC } from 'hono/jsx';

import type { ModelOption } from '../../catalogue/advice/options.ts';
import type { Recommendation } from '../../catalogue/advice/recommend.ts';
import { numberOf } from '../../i18n/figures.ts';
import type { Say, TextKey } from '../../i18n/texts.ts';
import { Said } from './said.tsx';
import { missesIn, reasonOf, verdictOf } from '../../i18n/advice/sentences.ts';

/** What to take for a task, and what misses its limits. */
export const Advice: FC<{ say: Say<TextKey>; advice: Recommendation<ModelOption> }> = ({ say, advice }) => (
  <section class="advice" aria-labelledby="advice">
    <h2 id="advice">{say('choice.advice')}</h2>
    <p>
      <Said say={say} saying={verdictOf(say, advice)} />
    </p>
    <ol>
      {advice.ranking.map((ranked) => (
        <li>
          <strong lang="en">{ranked.option.name}</strong>{' '}
          <span class="tags">
            {ranked.usual && <span class="tag">{say('choice.usual')}</span>}
            {ranked.pareto && <span class="tag">{say('choice.pareto')}</span>}
            <span class="quiet">{say('choice.score', { score: numberOf(say, ranked.score, 2) })}</span>
          </span>
          <p>
            <Said say={say} saying={reasonOf(say, ranked)} />
          </p>
          {ranked.option.add !== null && <code lang="en">{ranked.option.add}</code>}
        </li>
      ))}
    </ol>
    {advice.rejected.length > 0 && (
      <details open={advice.ranking.length === 0}>
        <summary>{say('choice.rejected', { count: advice.rejected.length })}</summary>
        <ul>
          {advice.rejected.map((rejected) => (
            <li>
              {say.parts('choice.miss', {
                name: <strong lang="en">{rejected.option.name}</strong>,
                misses: missesIn(say, rejected),
              })}
            </li>
          ))}
        </ul>
      </details>
    )}
  </section>
);
