import type { Context, Hono, MiddlewareHandler } from 'hono';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

import type { ModelEntry } from '../../catalogue/manifest.ts';
import { isListed } from '../../catalogue/wildcard.ts';
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
  const models = homeModels(c);
  const both = pairOf(selectableModels(c));
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
        both: both?.map(({ name }) => name).join(',') ?? null,
        fresh: await hasOperatorRights(c),
        notebook: webFile('notebook-panel.tsx'),
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

/**
 * The models that a visitor can choose: those that the deployment shows, or all if it shows none. Quantised variants are left
 * out: they give the answers of their base model.
 */
function selectableModels({ env }: Context<AppEnv>): ModelEntry[] {
  const models = listModels().filter(({ variant }) => variant === undefined);
  const shown = models.filter(({ name }) => isListed(env.PAGE_MODELS ?? '*', name));
  return shown.length > 0 ? shown : models;
}

function homeModels(c: Context<AppEnv>): HomeModel[] {
  const models = selectableModels(c);
  const pair = pairOf(models);
  const fastest = pair?.toSorted((a, b) => a.macs - b.macs)[0];
  return models.map((model) => ({
    name: model.name,
    title: model.title,
    classes: model.classes.count,
    parameters: model.parameters,
    macs: model.macs,
    bytes: modelBytes(model),
    teacher: model.trained_head === undefined ? teacherOf(modelSource(model)) : null,
    merit: pair?.includes(model) !== true ? null : model === fastest ? 'fast' : 'accurate',
    short_side: Math.ceil(model.input.size[1] / model.input.crop_pct),
  }));
}

/** The first two models with the same classes. */
function pairOf(models: readonly ModelEntry[]): ModelEntry[] | undefined {
  const groups = [...Map.groupBy(models, (model) => model.classes.file).values()];
  return groups.find((group) => group.length > 1)?.slice(0, 2);
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
