import type { FC } from 'hono/jsx';

import type { Translator } from '../../i18n/texts.ts';

interface HeaderProps {
  readonly t: Translator;
  /** Path of the page; empty where its address is not to be repeated. */
  readonly path: string;
  /** Parameters that stay when the language changes. */
  readonly query?: Readonly<Record<string, string>>;
}

/** The header of every page: links to the home page, to the other pages, and to the other language. */
export const Header: FC<HeaderProps> = ({ t, path, query = {} }) => {
  const other = t.language === 'ja' ? 'en' : 'ja';
  return (
    <header class="top">
      <a class="skip" href="#main">
        {t('skip')}
      </a>
      <a class="brand" href="/">
        <img src="/static/icon.svg" alt="" width="28" height="28" />
        <span class="brand-name">EdgeLens</span>
      </a>
      <nav aria-label="EdgeLens">
        {(['latency', 'compare', 'notebook'] as const).map((page) => (
          <a href={`/${page}`} aria-current={path === `/${page}` ? 'page' : undefined}>
            {t(`nav.${page}`)}
          </a>
        ))}
        <a href="/docs" aria-current={path === '/docs' ? 'page' : undefined}>
          {t('nav.api')}
        </a>
        <a href={`${path}?${new URLSearchParams({ ...query, lang: other }).toString()}`} hreflang={other} lang={other}>
          {t('language.other')}
        </a>
      </nav>
    </header>
  );
};
