import type { FC } from 'hono/jsx';

import type { Translator } from '../../i18n/texts.ts';
import type { Prediction } from '../../contract/explanation.ts';
import { labelLanguage, shortLabel } from './label.ts';

/** An answer that is not sure of its first class, in a few words. */
export const Guess: FC<{ t: Translator; predictions: readonly Prediction[] }> = ({ t, predictions }) => {
  const text = shortLabel(predictions[0]?.label ?? '');
  const label = (
    <span class="guess" lang={labelLanguage(text)}>
      {text}
    </span>
  );
  return <>{t.parts('answer.unsure', { label })}</>;
};
