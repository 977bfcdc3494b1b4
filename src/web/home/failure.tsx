import type { FC } from 'hono/jsx';

import type { Translator } from '../../i18n/texts.ts';

interface FailureProps {
  readonly t: Translator;
  /** What happened, in the language of the page. */
  readonly text: string;
  /** What the server said, in English. */
  readonly detail?: string | undefined;
  /** Ways on: names of what the script does, with what stands on their buttons. */
  readonly ways?: readonly { readonly act: string; readonly text: string }[];
}

/** An error in words, with ways on. */
export const Failure: FC<FailureProps> = ({ t, text, detail, ways = [] }) => (
  <section class="card failure" role="alert">
    <h2>{t('fail.heading')}</h2>
    <p>{text}</p>
    {detail !== undefined && (
      <p class="note" lang="en">
        {detail}
      </p>
    )}
    {ways.length > 0 && (
      <div class="row">
        {ways.map((way) => (
          <button type="button" data-act={way.act}>
            {way.text}
          </button>
        ))}
      </div>
    )}
  </section>
);
