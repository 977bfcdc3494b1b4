import type { FC } from 'hono/jsx';

import type { TextKey, Translator } from '../../../i18n/texts.ts';
import { Header } from '../../layout/header.tsx';
import { Layout } from '../../layout/layout.tsx';
import { webFile } from '../../web-files.ts';

/** The page at `/docs/browser`: Swagger UI over `/openapi.json`, served by this Worker. */
export const ApiBrowserPage: FC<{ t: Translator<TextKey> }> = ({ t }) => (
  <Layout
    title={`${t('docs.browser')} · EdgeLens`}
    t={t}
    stylesheets={['/static/swagger-ui.css', webFile('api-browser.css')]}
  >
    <Header t={t} path="/docs/browser" />
    <main id="main">
      <h1>{t('docs.browser')}</h1>
      <p>
        <a href="/docs">{t('docs.browser.back')}</a>
      </p>
      <noscript>
        <p>{t('docs.browser.noScript')}</p>
      </noscript>
      <div id="api-browser" lang="en"></div>
    </main>
    <script src="/static/swagger-ui-bundle.js" defer></script>
    <script type="module" src={webFile('api-browser.ts')}></script>
  </Layout>
);
