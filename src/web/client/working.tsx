import type { FC } from 'hono/jsx';

import type { Translator } from '../../i18n/texts.ts';

interface WorkingProps {
  readonly t: Translator;
  readonly text: string;
  /** How much is done, as a share in [0, 1]; unknown when left out. */
  readonly share?: number | undefined;
}

/** What is being done, how far it is, and a way to stop it. */
export const Working: FC<WorkingProps> = ({ t, text, share }) => (
  <div class="working">
    <p>{text}</p>
    <progress aria-label={text} value={share} max={1}></progress>
    <button type="button" class="secondary" data-act="cancel">
      {t('act.cancel')}
    </button>
  </div>
);
