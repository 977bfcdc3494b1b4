import type { FC } from 'hono/jsx';

import type { Translator } from '../../i18n/texts.ts';

interface FailureProps {
  readonly t: Translator;
  /** What happened, in the language of the page. */
  readonly text: string;
  /** The server's own explanation, in English. */
  readonly detail?: string | undefined;
  /** Buttons for what the visitor can do: the script's name of the action, and the label. */
  readonly actions?: readonly { readonly act: string; readonly text: string }[];
}

/** An error in words, with buttons for what the visitor can do. */
export const Failure: FC<FailureProps> = ({ t, text, detail, actions = [] }) => (
  <section class="card failure" role="alert">
    <h2>{t('fail.heading')}</h2>
    <p>{text}</p>
    {detail !== undefined && (
      <p class="note" lang="en">
        {detail}
      </p>
    )}
    {actions.length > 0 && (
      <div class="row">
        {actions.map(({ act, text: label }) => (
          <button type="button" data-act={act}>
            {label}
          </button>
        ))}
      </div>
    )}
  </section>
);
