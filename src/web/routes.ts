import type { Context, Hono } from 'hono';

import type { AppEnv } from '../api/app-env.ts';
import { lazily } from '../api/lazily.ts';
import { logEvent } from '../api/log.ts';
import { type ProblemError, problemResponse } from '../api/problem.ts';
import { staticFiles } from './routes/static.ts';

const pageLanguage = lazily(async () => (await import('./routes/language.ts')).pageLanguage);

/**
 * The pages, and what they load. A Worker that only answers the API never evaluates them, their texts and their charts.
 */
export function webRoutes(app: Hono<AppEnv>): void {
  const home = (name: 'homePage' | 'formAnswer'): ReturnType<typeof lazily> =>
    lazily(async () => (await import('./routes/home.tsx'))[name](app));
  app.use('/', pageLanguage);
  app.use('/share', pageLanguage);
  app.get('/', home('homePage'));
  app.post('/', home('formAnswer'));
  app.get('/share', (c) => c.redirect('/', 303));
  app.post('/share', home('formAnswer'));

  app.get(
    '/compare',
    pageLanguage,
    lazily(async () => (await import('./routes/advice.tsx')).advicePage),
  );
  app.get(
    '/latency',
    pageLanguage,
    lazily(async () => (await import('./routes/latency.tsx')).dashboard),
  );
  app.get(
    '/models',
    pageLanguage,
    lazily(async () => (await import('./routes/models.tsx')).modelListPage),
  );
  app.get(
    '/models/:name',
    pageLanguage,
    lazily(async () => (await import('./routes/models.tsx')).modelPage),
  );
  app.get(
    '/notebook',
    pageLanguage,
    lazily(async () => (await import('./routes/notebook.tsx')).notebookPage),
  );
  app.get(
    '/offline',
    pageLanguage,
    lazily(async () => (await import('./routes/offline.tsx')).offlinePage),
  );
  app.get(
    '/docs',
    pageLanguage,
    lazily(async () => (await import('./routes/docs.tsx')).docsPage),
  );
  app.get(
    '/docs/browser',
    pageLanguage,
    lazily(async () => (await import('./routes/docs.tsx')).apiBrowserPage),
  );
  app.get(
    '/problems/:name',
    lazily(async () => (await import('./routes/docs.tsx')).problemPage),
  );
  app.get(
    '/openapi.json',
    lazily(async () => (await import('./routes/description.ts')).description),
  );
  app.get(
    '/device/models/:name',
    lazily(async () => (await import('./routes/device.ts')).modelDescription),
  );
  app.get(
    '/device/files/:sha256',
    lazily(async () => (await import('./routes/device.ts')).modelFile),
  );
  staticFiles(app);
}

/**
 * The answer to an error: a page for whoever opens an address in a browser, `application/problem+json` for programs. What
 * programs get is made without a look at the pages, and so is what cannot be shown as one.
 */
export async function answerError(c: Context<AppEnv>, error: ProblemError): Promise<Response> {
  const json = problemResponse(c, error);
  if (!['GET', 'HEAD'].includes(c.req.method)) return json;
  json.headers.append('Vary', 'Accept');
  // Without a valid host there is no address that the assets with the texts could be asked for.
  if (!c.req.header('Accept')?.includes('text/html') || error.problem === 'invalid-host') return json;
  try {
    const { errorPage } = await import('./routes/error.tsx');
    return (await errorPage(c, error)) ?? json;
  } catch (failure) {
    logEvent('error', 'error_page_failed', { request_id: c.get('requestId'), error: String(failure) });
    return json;
  }
}
