import type { FC } from 'hono/jsx';

import { formatNumber } from '../../../i18n/numbers.ts';
import type { Translator } from '../../../i18n/texts.ts';
import type { HomeModel } from './page-data.ts';

interface ModelSelectProps {
  readonly t: Translator;
  readonly models: readonly HomeModel[];
  /** Names of two models that can be compared, with a comma between; null if there are none. */
  readonly both: string | null;
}

/** Selects one model or both; the page's script asks again when the selection changes. */
export const ModelSelect: FC<ModelSelectProps> = ({ t, models, both }) => (
  <fieldset class="models js-only">
    <legend>{t('models.legend')}</legend>
    <div class="segments">
      {models.map(({ name, title, classes }, i) => (
        <label class="segment">
          <input type="radio" name="model" value={name} checked={i === 0} />
          <span>
            {title}
            <small>{t('models.classes', { classes: formatNumber(t, classes) })}</small>
          </span>
        </label>
      ))}
      {both !== null && (
        <label class="segment">
          <input type="radio" name="model" value={both} />
          <span>
            {t('models.both')}
            <small>{t('models.bothHint')}</small>
          </span>
        </label>
      )}
    </div>
  </fieldset>
);
