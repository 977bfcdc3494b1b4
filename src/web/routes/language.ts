import type { Context } from 'hono';
import { setCookie } from 'hono/cookie';
import { languageDetector } from 'hono/language';
import { createMiddleware } from 'hono/factory';

import { ENGLISH } from '../../i18n/english.ts';
import { type Language, LANGUAGES } from '../../contract/names.ts';
import { isLanguage } from '../../i18n/languages.ts';
import { createTranslator, type TextKey, type Texts, type Translator } from '../../i18n/texts.ts';
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
  await detect(c, async () => {
    c.set('texts', await readTexts(c, languageOf(c)));
    await next();
  });
  c.header('Content-Language', languageOf(c));
});

/** The translator for this request's language. */
export function pageTranslator(c: Context<AppEnv>): Translator<TextKey> {
  return createTranslator(languageOf(c), pageTexts(c));
}

/** All texts in this request's language. */
export function pageTexts(c: Context<AppEnv>): Texts {
  return c.get('texts') ?? ENGLISH;
}

function languageOf(c: Context<AppEnv>): Language {
  const language = c.get('language');
  return isLanguage(language) ? language : fallbackLanguage;
}

const known = new Map<Language, Texts>([['en', ENGLISH]]);

/**
 * The texts of a language; read when first needed, once for each isolate.
 * @throws Error if the file is missing
 */
async function readTexts(c: Context<AppEnv>, language: Language): Promise<Texts> {
  const there = known.get(language);
  if (there !== undefined) return there;
  const path = `/texts/${language}.json`;
  const asset = await c.env.ASSETS.fetch(new URL(path, c.req.url));
  if (!asset.ok) throw new Error(`the asset ${path} answered ${asset.status}: run "npm run build"`);
  const texts = await asset.json<Texts>();
  known.set(language, texts);
  return texts;
}
