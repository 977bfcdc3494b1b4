import type { FC } from 'hono/jsx';

import { formatParts, type Message } from '../../i18n/message.ts';
import type { TextKey, Translator } from '../../i18n/texts.ts';

/** A message in the language of the page; what is English in it is marked up as English. */
export const MessageText: FC<{ t: Translator<TextKey>; message: Message }> = ({ t, message }) => (
  <>
    {formatParts(t, message, (text, kind) =>
      kind === 'command' ? <code lang="en">{text}</code> : <span lang="en">{text}</span>,
    )}
  </>
);
