import type { FC } from 'hono/jsx';

import type { Say } from '../../i18n/texts.ts';

interface HeaderProps {
  readonly say: Say;
  /** Path of the page. */
  readonly path: string;
  /** Parameters that stay when the language changes. */
  readonly query?: Readonly<Record<string, string>>;
}

/** What stands above every page of the app: the way home, to the other pages, and to the other language. */
export const Header: FC<HeaderProps> = ({ say, path, query = {} }) => {
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
        {(['latency', 'compare'] as const).map((page) => (
          <a href={`/${page}`} aria-current={path === `/${page}` ? 'page' : undefined}>
            {say(`nav.${page}`)}
          </a>
        ))}
        <a href="/docs">{say('nav.api')}</a>
        <a href={`${path}?${new URLSearchParams({ ...query, lang: other }).toString()}`} hreflang={other} lang={other}>
          {say('language.other')}
        </a>
      </nav>
    </header>
  );
};
