import type { Context, Hono } from 'hono';

import { samplePath, SAMPLES } from '../pages/home/samples.ts';
import type { AppEnv } from '../../api/app-env.ts';
import { invalid } from '../../api/invalid-parameter.ts';
import { takeOnePicture } from '../../api/routes/classify.ts';
import { pageTranslator } from './language.ts';

/**
 * Forwards the form of the page to the API, as if the visitor had sent it there: with the same protection, limits and log.
 * `?model=` names a model, `?models=` several; `?sample=` takes one of the page's own pictures instead of the form's. Classes are
 * named in the language of the page, which has room for the answer to one picture.
 * @returns the API's answer, whatever its status
 * @throws ProblemError `invalid-parameter` for an unknown sample
 */
export async function forwardToApi(app: Hono<AppEnv>, c: Context<AppEnv>): Promise<Response> {
  const { model, models, sample } = c.req.query();
  const url = new URL(models === undefined ? '/v1/classify' : '/v1/compare', c.req.url);
  if (models !== undefined) url.searchParams.set('models', models);
  else if (model !== undefined) url.searchParams.set('model', model);
  url.searchParams.set('lang', pageTranslator(c).language);
  const request = sample === undefined ? new Request(url, c.req.raw) : await sampleRequest(c, url, sample);
  request.headers.set('X-Request-Id', c.get('requestId'));
  request.headers.set('Accept', 'application/json');
  takeOnePicture(request);
  return app.fetch(request, c.env, c.executionCtx);
}

async function sampleRequest(c: Context<AppEnv>, url: URL, name: string): Promise<Request> {
  const names = SAMPLES.map((sample) => sample.name);
  if (!names.includes(name)) {
    throw invalid('sample', `one of ${names.join(', ')}`);
  }
  const picture = await c.env.ASSETS.fetch(new URL(samplePath(name), c.req.url));
  const headers = new Headers(c.req.raw.headers);
  headers.set('Content-Type', 'image/jpeg');
  headers.delete('Content-Length');
  const { cf } = c.req.raw;
  return new Request(url, { method: 'POST', headers, body: await picture.arrayBuffer(), ...(cf && { cf }) });
}
