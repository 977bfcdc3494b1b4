import type { FC } from 'hono/jsx';

import type { Translator } from '../../../i18n/texts.ts';

/** The switch by which a visitor lets the notebook keep answers, with what that means. */
export const KeepSwitch: FC<{ t: Translator; on: boolean }> = ({ t, on }) => (
  <div class="options">
    <label class="switch">
      <input id="keep-switch" type="checkbox" role="switch" checked={on} aria-describedby="keep-hint" />
      <span>{t('keep.switch')}</span>
    </label>
    <p id="keep-hint" class="note">
      {t('keep.hint')}
    </p>
  </div>
);
