import type { FC } from 'hono/jsx';

import type { Say, TextKey } from '../../i18n/texts.ts';
import { type Saying, spell } from '../../i18n/advice/saying.ts';

/** A sentence in the language of the page, in which what is English is marked as such. */
export const Said: FC<{ say: Say<TextKey>; saying: Saying }> = ({ say, saying }) => (
  <>
    {spell(say, saying, (text, kind) =>
      kind === 'command' ? <code lang="en">{text}</code> : <span lang="en">{text}</span>,
    )}
  </>
);
