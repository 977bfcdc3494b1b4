import type { FC } from 'hono/jsx';

import type { Translator } from '../../i18n/texts.ts';
import { Bars } from './bars.tsx';
import { shortLabel } from './label.ts';
import type { Explanation, Prediction } from './classification.ts';

interface VerdictProps {
  readonly t: Translator;
  readonly predictions: readonly Prediction[];
  /** Whose maps the page can show; none where it shows no picture. */
  readonly explanations?: readonly Explanation[] | undefined;
  /** How the model is called. */
  readonly title: string;
  /** Id of its heading. */
  readonly id: string;
}

/** What one model says; the page's script puts the picture on top of it. */
export const Verdict: FC<VerdictProps> = ({ t, predictions, explanations, title, id }) => (
  <section class="verdict" aria-labelledby={`${id}-by ${id}`}>
    <div class="says">
      <p id={`${id}-by`} class="by">
        {title}
      </p>
      <h2 id={id} class="best" lang="en">
        {shortLabel(predictions[0]?.label ?? '')}
      </h2>
      <Bars t={t} predictions={predictions} shown={explanations?.[0]?.index} model={title} />
    </div>
  </section>
);
