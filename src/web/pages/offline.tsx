import type { FC } from 'hono/jsx';

import { Header } from '../layout/header.tsx';
import type { Translator } from '../../i18n/texts.ts';
import { Layout } from '../layout/layout.tsx';

/** The service worker shows this page for one that it cannot load without a network. */
export const OfflinePage: FC<{ t: Translator }> = ({ t }) => (
  <Layout title={`${t('offline.title')} · EdgeLens`} t={t}>
    <Header t={t} path="/" />
    <main id="main">
      <div class="card">
        <h1>{t('offline.title')}</h1>
        <p>{t('offline.text')}</p>
        <div class="row">
          <a class="big" href="">
            {t('act.retry')}
          </a>
          <a href="/">{t('home.heading')}</a>
        </div>
      </div>
    </main>
  </Layout>
);
