import { raw } from 'hono/html';
import type { FC, PropsWithChildren } from 'hono/jsx';

import { english } from '../../i18n/english.ts';
import type { Translator } from '../../i18n/texts.ts';
import { webFile } from '../web-files.ts';

interface LayoutProps {
  readonly title: string;
  /** Language of the page; English if left out. */
  readonly t?: Translator;
  /** Paths of the page's style sheets; a later one may refine an earlier one. */
  readonly stylesheets?: readonly string[];
  /** Path of the page's script, a module. */
  readonly script?: string;
  /** Paths of modules that the script will import. */
  readonly preload?: readonly string[];
}

/** The frame of every page: no inline style, no inline script, nothing from another host. */
export const Layout: FC<PropsWithChildren<LayoutProps>> = ({
  title,
  t = english,
  stylesheets = [webFile('style.css')],
  script,
  preload = [],
  children,
}) => (
  <>
    {raw('<!doctype html>')}
    <html lang={t.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="description" content={t('app.description')} />
        <meta name="theme-color" content="#fbfaf7" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#101413" media="(prefers-color-scheme: dark)" />
        <title>{title}</title>
        <link rel="icon" href="/static/icon.svg" type="image/svg+xml" />
        <link rel="apple-touch-icon" href="/static/icon-180.png" />
        <link rel="manifest" href="/static/app.webmanifest" />
        {stylesheets.map((path) => (
          <link rel="stylesheet" href={path} />
        ))}
        {preload.map((path) => (
          <link rel="modulepreload" href={path} />
        ))}
        {script !== undefined && <script type="module" src={script}></script>}
      </head>
      <body>{children}</body>
    </html>
  </>
);
