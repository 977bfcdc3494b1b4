import type { FC } from 'hono/jsx';

import type { TextKey, Translator } from '../../../i18n/texts.ts';
import { Markdown } from '../../markdown/markdown.tsx';

/** A card links to other cards by their file names, and to documents that are not served. */
const CARD = /^([a-z0-9_.]+)\.md$/;

function hrefOf(target: string): string | null {
  if (/^https?:\/\//.test(target)) return target;
  const [, name] = CARD.exec(target) ?? [];
  return name === undefined ? null : `/models/${name}`;
}

/** What the authors of a model say of it: how it came to be, and what it is not for. */
export const Card: FC<{ t: Translator<TextKey>; card: string }> = ({ t, card }) => (
  <>
    <h2 id="card">{t('model.card')}</h2>
    <div class="prose" lang="en">
      <Markdown source={card} hrefOf={hrefOf} />
    </div>
  </>
);
