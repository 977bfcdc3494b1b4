import type { FC } from 'hono/jsx';

import type { Translator } from '../../i18n/texts.ts';

interface ProgressProps {
  readonly t: Translator;
  readonly text: string;
  /** How much is done, as a share in [0, 1]; unknown if left out. */
  readonly share?: number | undefined;
}

/** What is being done, how much of it, and a button to cancel it. */
export const Progress: FC<ProgressProps> = ({ t, text, share }) => (
  <div class="progress">
    <p>{text}</p>
    <progress aria-label={text} value={share} max={1}></progress>
    <button type="button" class="secondary" data-act="cancel">
      {t('act.cancel')}
    </button>
  </div>
);
