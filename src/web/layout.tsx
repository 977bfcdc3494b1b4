import { raw } from 'hono/html';
import type { FC, PropsWithChildren } from 'hono/jsx';

/** The frame of every page: no inline style, no inline script, nothing from another host. */
export const Layout: FC<PropsWithChildren<{ title: string }>> = ({ title, children }) => (
  <>
    {raw('<!doctype html>')}
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        <link rel="icon" href="/static/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/static/style.css" />
      </head>
      <body>{children}</body>
    </html>
  </>
);
