import type { Context } from 'hono';

import type { ProblemError } from '../../api/problem.ts';
import type { AppEnv } from '../../api/app-env.ts';
import { type ProblemName, PROBLEMS } from '../../contract/problems.ts';
import type { TextKey } from '../../i18n/texts.ts';
import { problemText } from '../answer/problem-text.ts';
import { ErrorPage } from '../pages/error.tsx';
import { pageLanguage, pageTexts, pageTranslator } from './language.ts';

/** What the texts of `/` do not say, because no answer there can be such a problem. */
const TEXTS: Readonly<Partial<Record<ProblemName, TextKey>>> = {
  'not-found': 'error.missingText',
  'method-not-allowed': 'error.method',
  'internal-error': 'error.internal',
};

/** The page of an error; undefined for those that like JSON as much. */
export async function errorPage(c: Context<AppEnv>, error: ProblemError): Promise<Response | undefined> {
  const accept = c.req.header('Accept') ?? '';
  const json = Math.max(qualityOf(accept, 'application/json'), qualityOf(accept, 'application/problem+json'));
  if (qualityOf(accept, 'text/html') <= json) return undefined;
  // The language is known already where the route of a page failed.
  if (c.get('texts') !== undefined) return pageOf(c, error);
  let page: Response | undefined;
  // The middleware takes no contexts but those of handlers.
  await pageLanguage(c as Context<AppEnv, string>, async () => {
    page = await pageOf(c, error);
  });
  return page;
}

async function pageOf(c: Context<AppEnv>, { problem, message, headers, members }: ProblemError): Promise<Response> {
  const t = pageTranslator(c);
  const { status } = PROBLEMS[problem];
  const known = TEXTS[problem];
  const text = known === undefined ? problemText(t, pageTexts(c), { type: problem, ...members }) : t(known);
  const detail = known === undefined ? message : undefined;
  const page = <ErrorPage t={t} {...{ problem, status, text, detail }} requestId={c.get('requestId')} />;
  return c.html(page, status, { ...headers, Vary: 'Accept', 'Content-Language': t.language });
}

/** How much a type is liked that a header names itself, in [0, 1] (RFC 9110, section 12.5.1); 0 if it does not. */
function qualityOf(accept: string, type: string): number {
  const range = accept.split(',').find((each) => each.split(';', 1)[0]?.trim().toLowerCase() === type);
  const [, quality = '1'] = /;\s*q=([\d.]+)/i.exec(range ?? ';q=0') ?? [];
  return Number(quality);
}
