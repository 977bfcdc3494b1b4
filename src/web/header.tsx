import type { FC } from 'hono/jsx';

import type { Say } from './i18n/texts.ts';

/** What stands above every page of the app: the way home, to the other pages, and to the other language. */
export const Header: FC<{ say: Say; path: string }> = ({ say, path }) => {
  const other = say.language === 'ja' ? 'en' : 'ja';
  return (
    <header class="top">
      <a class="skip" href="#main">
        {say('skip')}
      </a>
      <a class="brand" href="/">
        <img src="/static/icon.svg" alt="" width="28" height="28" />
        EdgeLens
      </a>
      <nav aria-label="EdgeLens">
        <a href="/compare">{say('nav.compare')}</a>
        <a href="/docs">{say('nav.api')}</a>
        <a href={`${path}?lang=${other}`} hreflang={other} lang={other}>
          {say('language.other')}
        </a>
      </nav>
    </header>
  );
};
