import type { FC, PropsWithChildren } from 'hono/jsx';

import { shortLabel } from '../figures.ts';
import type { Say } from '../i18n/texts.ts';
import { Bars } from './bars.tsx';
import type { Classification } from './classification.ts';

interface AnswerProps {
  readonly say: Say;
  readonly answer: Classification;
  /** How the model is called. */
  readonly title: string;
}

/** What one model says. @param children the picture, where the page has it */
export const Answer: FC<PropsWithChildren<AnswerProps>> = ({ say, answer, title, children }) => (
  <section class="card verdict" aria-labelledby="answer-heading">
    {children}
    <div class="says">
      <p class="by">{title}</p>
      <h2 id="answer-heading" lang="en">
        {shortLabel(answer.predictions[0]?.label ?? '')}
      </h2>
      <Bars say={say} predictions={answer.predictions} />
      <p class="note">{say('answer.scoresNote')}</p>
    </div>
  </section>
);
