import type { FC } from 'hono/jsx';

import { ENGINE_NAMES } from '../../../contract/names.ts';
import type { Translator } from '../../../i18n/texts.ts';

/** How pictures are sent, and what runs the models at the edge. */
export const Options: FC<{ t: Translator }> = ({ t }) => (
  <details class="options js-only">
    <summary>{t('options.heading')}</summary>
    <div class="field">
      <label class="switch">
        <input id="original" type="checkbox" role="switch" aria-describedby="original-hint" />
        <span>{t('options.original')}</span>
      </label>
      <p id="original-hint" class="note">
        {t('options.originalHint')}
      </p>
    </div>
    <div class="field">
      <label for="engine">{t('options.engine')}</label>
      <select id="engine" aria-describedby="engine-hint">
        <option value="">{t('options.engineAny')}</option>
        {ENGINE_NAMES.map((name) => (
          <option value={name}>{name}</option>
        ))}
      </select>
      <p id="engine-hint" class="note">
        {t('options.engineHint')}
      </p>
    </div>
  </details>
);
