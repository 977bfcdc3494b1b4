import type { FC } from 'hono/jsx';

import type { Translator } from '../../../i18n/texts.ts';

/** The slider for the opacity of the heat maps. @param strength in percent */
export const StrengthControl: FC<{ t: Translator; strength: number }> = ({ t, strength }) => (
  <div class="strength">
    <label for="strength">{t('map.strength')}</label>
    <input id="strength" type="range" min="0" max="100" value={strength} aria-describedby="strength-hint" />
    <p id="strength-hint" class="note">
      {t('map.hint')}
    </p>
  </div>
);
