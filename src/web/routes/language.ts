import type { Context } from 'hono';
import { setCookie } from 'hono/cookie';
import { languageDetector } from 'hono/language';
import { createMiddleware } from 'hono/factory';

import { isLanguage, LANGUAGES, translatorFor } from '../../i18n/languages.ts';
import type { Translator, TextKey } from '../../i18n/texts.ts';
import type { AppEnv } from '../../api/app-env.ts';

const COOKIE = 'edgelens-language';

const [fallbackLanguage] = LANGUAGES;

const detect = languageDetector({
  order: ['querystring', 'cookie', 'header'],
  lookupQueryString: 'lang',
  lookupCookie: COOKIE,
  supportedLanguages: [...LANGUAGES],
  fallbackLanguage,
  // A cookie that repeats the browser's language would outlast a change of that.
  caches: false,
});

/** Finds the language of a page: the one that was chosen (`?lang=ja`, kept in a cookie), or the browser's. */
export const pageLanguage = createMiddleware<AppEnv>(async (c, next) => {
  const chosen = c.req.query('lang');
  if (isLanguage(chosen)) {
    setCookie(c, COOKIE, chosen, { path: '/', maxAge: 31_536_000, sameSite: 'Lax', httpOnly: true });
  }
  await detect(c, next);
  c.header('Content-Language', pageTranslator(c).language);
});

/** The translator for this request's language. */
export function pageTranslator(c: Context<AppEnv>): Translator<TextKey> {
  const language = c.get('language');
  return translatorFor(isLanguage(language) ? language : fallbackLanguage);
}
