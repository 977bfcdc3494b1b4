import type { FC } from 'hono/jsx';

import type { Say } from '../../../i18n/texts.ts';

/** How strong heat maps are drawn over pictures. @param strength in percent */
export const StrengthControl: FC<{ say: Say; strength: number }> = ({ say, strength }) => (
  <div class="strength">
    <label for="strength">{say('map.strength')}</label>
    <input id="strength" type="range" min="0" max="100" value={strength} aria-describedby="strength-hint" />
    <p id="strength-hint" class="note">
      {say('map.hint')}
    </p>
  </div>
);
