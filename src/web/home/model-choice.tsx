import type { FC } from 'hono/jsx';

import { numberOf } from '../figures.ts';
import type { Say } from '../i18n/texts.ts';
import type { HomeModel } from './home-model.ts';

/** Which model is asked; the page's script asks again when it changes. */
export const ModelChoice: FC<{ say: Say; models: readonly HomeModel[] }> = ({ say, models }) => (
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
    </div>
  </fieldset>
);
