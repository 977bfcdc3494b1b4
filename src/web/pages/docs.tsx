import type { FC } from 'hono/jsx';

import { Layout } from '../layout/layout.tsx';

/** Swagger UI over `/openapi.json`, served by this Worker. */
export const DocsPage: FC = () => (
  <Layout title="EdgeLens API" stylesheet="/static/swagger-ui.css" colorScheme="light">
    <div id="docs">
      <noscript>
        The API browser needs JavaScript. The description itself is at <a href="/openapi.json">/openapi.json</a>.
      </noscript>
    </div>
    <script src="/static/swagger-ui-bundle.js"></script>
    <script src="/static/docs.js"></script>
  </Layout>
);
