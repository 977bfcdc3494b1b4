import type { FC } from 'hono/jsx';

import type { Say } from '../../i18n/texts.ts';

interface WorkingProps {
  readonly say: Say;
  readonly text: string;
  /** How much is done, as a share in [0, 1]; unknown when left out. */
  readonly share?: number | undefined;
}

/** What is being done, how far it is, and a way to stop it. */
export const Working: FC<WorkingProps> = ({ say, text, share }) => (
  <div class="working">
    <p>{text}</p>
    <progress aria-label={text} value={share} max={1}></progress>
    <button type="button" class="secondary" data-act="cancel">
      {say('act.cancel')}
    </button>
  </div>
);
