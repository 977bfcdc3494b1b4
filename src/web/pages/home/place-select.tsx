import type { FC } from 'hono/jsx';

import type { Translator } from '../../../i18n/texts.ts';

/** Selects where pictures are answered: at the edge, on this device, or at both. */
export const PlaceSelect: FC<{ t: Translator }> = ({ t }) => (
  <fieldset class="models places-choice js-only">
    <legend>{t('place.legend')}</legend>
    <div class="segments">
      {(['edge', 'device', 'both'] as const).map((place) => (
        <label class="segment">
          <input type="radio" name="place" value={place} checked={place === 'edge'} />
          <span>
            {t(`place.${place}`)}
            <small>{t(`place.${place}Hint`)}</small>
          </span>
        </label>
      ))}
    </div>
  </fieldset>
);
