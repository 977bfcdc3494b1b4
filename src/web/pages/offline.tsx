import type { FC } from 'hono/jsx';

import { Header } from '../layout/header.tsx';
import type { Say } from '../../i18n/texts.ts';
import { Layout } from '../layout/layout.tsx';

/** What the service worker shows in the place of a page that cannot be had without a network. */
export const OfflinePage: FC<{ say: Say }> = ({ say }) => (
  <Layout title={`${say('offline.title')} · EdgeLens`} say={say}>
    <Header say={say} path="/" />
    <main id="main">
      <div class="card">
        <h1>{say('offline.title')}</h1>
        <p>{say('offline.text')}</p>
        <div class="row">
          <a class="big" href="">
            {say('act.retry')}
          </a>
          <a href="/">{say('home.heading')}</a>
        </div>
      </div>
    </main>
  </Layout>
);
