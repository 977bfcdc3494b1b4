import type { Context, Hono, MiddlewareHandler } from 'hono';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

import type { ModelEntry } from '../../catalogue/manifest.ts';
import { listModels, modelSource } from '../../catalogue/registry.ts';
import { modelBytes } from '../../catalogue/served-files.ts';
import { teacherOf } from '../../catalogue/teacher.ts';
import { Answer } from '../answer/answer.tsx';
import type { Classification } from '../../contract/classification.ts';
import type { Comparison } from '../../contract/comparison.ts';
import { answerCost } from '../answer/cost.ts';
import { CostCard } from '../answer/cost-card.tsx';
import { Failure } from '../answer/failure.tsx';
import type { HomeGate, HomeModel } from '../pages/home/page-data.ts';
import { HomePage } from '../pages/home/page.tsx';
import { type ApiProblem, problemText } from '../answer/problem-text.ts';
import { ENGLISH, scriptTexts } from '../../i18n/english.ts';
import type { AppEnv } from '../../api/app-env.ts';
import { forwardToApi } from './api-forwarding.ts';
import { hasOperatorRights } from '../../api/protection/operator-rights.ts';
import { webFile, webFiles } from '../web-files.ts';
import { deviceOffers } from './device.ts';
import { pageTexts, pageTranslator } from './language.ts';
import { settingsOf } from '../../api/protection/settings.ts';
import { ACTION } from '../../api/protection/turnstile.ts';
import { verifiedSession } from '../../api/protection/verified-session.ts';

/** Headers that the page takes over from the API's answer. */
const FORWARDED_HEADERS = ['Retry-After', 'RateLimit', 'RateLimit-Policy', 'Server-Timing', 'WWW-Authenticate'];

/** `GET /`: the home page. */
export const homePage = (): MiddlewareHandler<AppEnv> => async (c) => c.html(await page(c));

/**
 * `POST /`: the same page with the answer to a picture, for browsers without scripts. `POST /share`: the same for a picture
 * that another app of the device shares.
 * @param app whose API answers
 */
export const formAnswer =
  (app: Hono<AppEnv>): MiddlewareHandler<AppEnv> =>
  async (c) => {
    const response = await forwardToApi(app, c);
    for (const name of FORWARDED_HEADERS) {
      const value = response.headers.get(name);
      if (value !== null) c.header(name, value);
    }
    return c.html(await page(c, response), response.status as ContentfulStatusCode);
  };

async function page(c: Context<AppEnv>, response?: Response): Promise<HtmlEscapedString> {
  const t = pageTranslator(c);
  const models = homeModels();
  return (
    <HomePage
      t={t}
      origin={new URL(c.req.url).origin}
      gate={await gateOf(c)}
      models={models}
      data={{
        language: t.language,
        texts: scriptTexts(pageTexts(c)),
        models: models.map(({ name, title, short_side }) => ({ name, title, short_side })),
        both: both(),
        fresh: await hasOperatorRights(c),
        device: { offers: await deviceOffers(c), worker: webFile('device-worker.ts'), files: webFiles.later },
      }}
    >
      {response !== undefined && (await result(c, response))}
    </HomePage>
  );
}

/** The API's answer as a part of the page. */
async function result(c: Context<AppEnv>, response: Response): Promise<HtmlEscapedString> {
  const t = pageTranslator(c);
  if (!response.ok) {
    const problem = await response.json<ApiProblem>();
    return <Failure t={t} text={problemText(t, ENGLISH, problem)} detail={problem.detail} />;
  }
  const answer = await response.json<Classification | Comparison>();
  return (
    <>
      <Answer t={t} answer={answer} titleOf={titleOf} pictured={false} />
      <CostCard t={t} cost={answerCost(answer, titleOf)} />
    </>
  );
}

/** The models that a visitor can choose. Quantised variants are left out: they give the answers of their base model. */
function selectableModels(): ModelEntry[] {
  return listModels().filter(({ variant }) => variant === undefined);
}

function homeModels(): HomeModel[] {
  return selectableModels().map((model) => ({
    name: model.name,
    title: model.title,
    classes: model.classes.count,
    parameters: model.parameters,
    macs: model.macs,
    bytes: modelBytes(model),
    teacher: model.trained_head === undefined ? teacherOf(modelSource(model)) : null,
    short_side: Math.ceil(model.input.size[1] / model.input.crop_pct),
  }));
}

/** The first two models with the same classes, as `?models=` takes them. */
function both(): string | null {
  const pairs = [...Map.groupBy(selectableModels(), (model) => model.classes.file).values()];
  const pair = pairs.find((models) => models.length > 1);
  return pair === undefined
    ? null
    : pair
        .slice(0, 2)
        .map(({ name }) => name)
        .join(',');
}

function titleOf(name: string): string {
  return listModels().find((model) => model.name === name)?.title ?? name;
}

async function gateOf(c: Context<AppEnv>): Promise<HomeGate> {
  const { requireKey, turnstile } = settingsOf(c.env);
  if (requireKey) return { kind: 'key' };
  if (turnstile === 'incomplete') return { kind: 'closed' };
  if (turnstile === undefined || (await verifiedSession(c, turnstile)) !== undefined) return { kind: 'open' };
  return { kind: 'verification', siteKey: turnstile.siteKey, action: ACTION };
}
