import { raw } from 'hono/html';
import type { FC, PropsWithChildren } from 'hono/jsx';

interface LayoutProps {
  readonly title: string;
  /** Path of the one style sheet of the page. */
  readonly stylesheet?: string;
  /** What the style sheet can do. */
  readonly colorScheme?: 'light' | 'light dark';
}

/** The frame of every page: no inline style, no inline script, nothing from another host. */
export const Layout: FC<PropsWithChildren<LayoutProps>> = ({
  title,
  stylesheet = '/static/style.css',
  colorScheme = 'light dark',
  children,
}) => (
  <>
    {raw('<!doctype html>')}
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content={colorScheme} />
        <title>{title}</title>
        <link rel="icon" href="/static/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href={stylesheet} />
      </head>
      <body>{children}</body>
    </html>
  </>
);
