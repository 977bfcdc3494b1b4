import type { FC } from 'hono/jsx';

import { numberOf } from '../../i18n/figures.ts';
import type { Say } from '../../i18n/texts.ts';
import type { HomeModel } from './home-model.ts';

interface ModelChoiceProps {
  readonly say: Say;
  readonly models: readonly HomeModel[];
  /** Models that can be asked together, with commas between. */
  readonly both: string | null;
}

/** Which model is asked, or both; the page's script asks again when it changes. */
export const ModelChoice: FC<ModelChoiceProps> = ({ say, models, both }) => (
  <fieldset class="models js-only">
    <legend>{say('models.legend')}</legend>
    <div class="segments">
      {models.map(({ name, title, classes }, i) => (
        <label class="segment">
          <input type="radio" name="model" value={name} checked={i === 0} />
          <span>
            {title}
            <small>{say('models.classes', { classes: numberOf(say, classes) })}</small>
          </span>
        </label>
      ))}
      {both !== null && (
        <label class="segment">
          <input type="radio" name="model" value={both} />
          <span>
            {say('models.both')}
            <small>{say('models.bothHint')}</small>
          </span>
        </label>
      )}
    </div>
  </fieldset>
);
