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
      {models.map(({ name, title, classes, teacher, merit }, i) => (
        <label class="segment">
          <input type="radio" name="model" value={name} checked={i === 0} />
          <span>
            {merit === null ? title : t(`models.${merit}`)}
            <small>
              {merit === null
                ? t(teacher === null ? 'models.classes' : 'models.standIn', { classes: formatNumber(t, classes) })
                : t(teacher === null ? 'models.named' : 'models.standInNamed', { title })}
            </small>
          </span>
        </label>
      ))}
      {both !== null && (
        <label class="segment">
          <input type="radio" name="model" value={both} />
          <span>
            {t('models.both')}
            <small>{pairTitles(models, both) ?? t('models.bothHint')}</small>
          </span>
        </label>
      )}
    </div>
  </fieldset>
);

/** Which two are meant, where there are more that could be. */
function pairTitles(models: readonly HomeModel[], both: string): string | null {
  const pair = both.split(',').flatMap((name) => models.find((model) => model.name === name) ?? []);
  const alike = models.filter(({ classes }) => classes === pair[0]?.classes);
  return alike.length > pair.length ? pair.map(({ title }) => title).join(', ') : null;
}
