import type { FC } from 'hono/jsx';

import type { TextKey, Translator } from '../../../i18n/texts.ts';
import { Header } from '../../layout/header.tsx';
import { Layout } from '../../layout/layout.tsx';
import { Markdown } from '../../markdown/markdown.tsx';
import { type ApiDescription, operationsOf } from './description.ts';
import { exampleOf } from './example.ts';
import { OperationSection } from './operation-section.tsx';

interface DocsPageProps {
  readonly t: Translator<TextKey>;
  readonly origin: string;
  readonly description: ApiDescription;
}

/** Of swagger-ui-bundle.js and swagger-ui.css together, compressed, as browsers load them. */
const BROWSER_SIZE = '0.5 MiB';

/** The page at `/docs`: the API in words, from its description. */
export const DocsPage: FC<DocsPageProps> = ({ t, origin, description }) => {
  const operations = operationsOf(description);
  const [first] = operations;
  return (
    <Layout title={`${t('docs.title')} · EdgeLens`} t={t}>
      <Header t={t} path="/docs" />
      <main id="main" class="docs">
        <div class="intro">
          <h1>{t('docs.title')}</h1>
          <p>{t('docs.lead')}</p>
        </div>
        <h2>{t('docs.first')}</h2>
        {first !== undefined && (
          <pre tabindex={0} lang="en">
            <code>{exampleOf(first, origin, false)}</code>
          </pre>
        )}
        <h2>{t('docs.operations')}</h2>
        <ul class="requests" lang="en">
          {operations.map(({ method, path, operation: { operationId, summary } }) => (
            <li>
              <a href={`#${operationId}`}>
                <span class="method">{method}</span> <code>{path}</code>
              </a>
              <span class="note">{summary}</span>
            </li>
          ))}
        </ul>
        <p>
          <a href="#browser">{t('docs.browser')}</a> · <a href="/openapi.json">{t('docs.json')}</a>
        </p>
        <h2>{t('docs.conventions')}</h2>
        <div class="prose" lang="en">
          <Markdown source={description.info.description} hrefOf={() => null} />
        </div>
        <h2>{t('docs.each')}</h2>
        {operations.map((placed) => (
          <OperationSection t={t} origin={origin} {...placed} />
        ))}
        <h2 id="browser">{t('docs.browser')}</h2>
        <p>{t('docs.browser.text', { size: BROWSER_SIZE })}</p>
        <a class="big" href="/docs/browser">
          {t('docs.browser.open')}
        </a>
      </main>
    </Layout>
  );
};
