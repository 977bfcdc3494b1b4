import type { BrowserContextOptions, Page } from 'playwright-core';

import { crowd, largeFile, sendIntoCrowd, throttle, useUpRate } from './network.ts';
import { kept, opened } from './notebook.ts';
import { blackPicture, panda } from './pictures.ts';
import { answerOf, unfold } from './page.ts';

/** The Worker that serves a state: the shared one, or one with settings of its own. */
export type Served = 'shared' | 'crowded' | 'limited' | 'keyed' | 'verifying' | 'forgetful';

/** A state of a page that a visitor may see. */
export interface State {
  readonly path?: string;
  readonly options?: BrowserContextOptions;
  readonly worker?: Served;
  /** Brings the page into the state. @param origin of its Worker */
  readonly reach?: (page: Page, origin: string) => Promise<unknown>;
  /** Selector of an element that is visible in the state. */
  readonly see: string;
}

const NO_SCRIPT = { javaScriptEnabled: false };

const choose = async (page: Page): Promise<unknown> => page.setInputFiles('#file', await panda());
const answered = async (page: Page): Promise<unknown> => choose(page).then(() => answerOf(page));
const unsure = async (page: Page): Promise<unknown> =>
  page.setInputFiles('#file', await blackPicture()).then(() => answerOf(page));
const original = async (page: Page): Promise<void> => {
  await unfold(page, '.options');
  await page.locator('#original').click();
};
const press = (act: string) => (page: Page) => page.locator(`[data-act=${act}]`).click();
const segment = (group: 'model' | 'place', text: string) => (page: Page) =>
  page.locator(`.segment:has([name=${group}])`, { hasText: text }).click();
const model = (text: string) => segment('model', text);

/** The answer to the panda is in the notebook. */
const keeping = (page: Page): Promise<void> => kept(page);

/** The first label is said to be right, and that is kept. */
const confirmed = async (page: Page): Promise<void> => {
  await page.locator('#is-right').click();
  await page.locator('#is-right').waitFor({ state: 'detached' });
};

/** Two pictures at once, of which one is none. */
const several = async (page: Page): Promise<void> => {
  const broken = { name: 'broken.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture') };
  await page.setInputFiles('#file', [await panda(), broken]);
};

/** Runs steps one after the other. */
const first =
  (...steps: readonly ((page: Page, origin: string) => Promise<unknown>)[]) =>
  async (page: Page, origin: string): Promise<void> => {
    for (const step of steps) await step(page, origin);
  };

const severalAnswered = first(
  several,
  (page) => page.locator('#batch-keep').click(),
  (page) => page.locator('.batch-failures').waitFor(),
);

/** Lets the fast model be downloaded, and has it answer. */
const onDevice = (place: string, fast = 'Fast') =>
  first(model(fast), segment('place', place), choose, (page) => page.locator('[data-act=load]').click(), answerOf);

/** A proxy answers in the place of the edge, so that this device has to. @param here the names of this device and the edge */
const fellBack = (here: string, edge: string, accurate: string, fast?: string) =>
  first(
    onDevice(here, fast),
    (page) => page.route(/\/v1\/classify/, (route) => route.fulfill({ status: 502, body: 'Bad gateway' })),
    model(accurate),
    (page) => page.locator('.consent').waitFor(),
    segment('place', edge),
    (page) => page.locator('.notice', { hasText: 'EfficientNet-B0' }).waitFor(),
    answerOf,
  );

const file = (name: string, mimeType: string, text: string) => (page: Page) =>
  page.setInputFiles('#file', { name, mimeType, buffer: Buffer.from(text) });

/** Starts an upload that takes long. */
const sending = async (page: Page): Promise<void> => {
  await throttle(page, { offline: false, latency: 100, downloadThroughput: 50_000, uploadThroughput: 4000 });
  await original(page);
  await choose(page);
};

const submitWithoutScript = async (page: Page, { buffer }: { buffer: Buffer }): Promise<void> => {
  await page.locator('#image').setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer });
  await page.locator('.plain button').first().click();
};

/** The same with scripts, because axe needs them to check the server's answer to the form. */
const submitByForm =
  (buffer: Buffer) =>
  async (page: Page): Promise<void> => {
    await page.locator('#image').setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer });
    await Promise.all([
      page.waitForEvent('load'),
      page.evaluate(() => {
        document.querySelector<HTMLFormElement>('#picker')?.submit();
      }),
    ]);
  };

/** All states, by name. */
export const STATES: Readonly<Record<string, State>> = {
  home: { see: '#picker' },
  'home-ja': { options: { locale: 'ja' }, see: '#picker' },
  'home-no-script': { options: NO_SCRIPT, see: '.plain button' },
  'home-key': { worker: 'keyed', see: '#key' },
  'home-verification': { worker: 'verifying', see: '.cf-turnstile' },
  'home-offline': { reach: (page) => page.context().setOffline(true), see: '#offline:not(:empty)' },
  sending: { reach: sending, see: '.progress progress[value]' },
  cancelled: { reach: first(sending, press('cancel')), see: '.stopped' },
  answer: { reach: answered, see: '.cost .span-render' },
  'answer-ja': { options: { locale: 'ja' }, reach: answered, see: '.cost .span-render' },
  'answer-other-label': {
    reach: first(answered, (page) => page.locator('.bar').nth(2).click()),
    see: '.bars li:nth-child(3) [aria-pressed=true]',
  },
  'answer-original': { reach: first(original, answered), see: '.size' },
  'answer-cold': {
    reach: first(model('MobileNetV3-Small (distilled)'), answered, press('cold')),
    see: '.cost .badge-cold',
  },
  'answer-both': { reach: first(model('Both'), answered), see: '.together' },
  consent: { reach: first(segment('place', 'This device'), choose), see: '.consent' },
  'consent-ja': {
    options: { locale: 'ja' },
    reach: first(segment('place', 'この端末'), choose),
    see: '.consent',
  },
  'answer-device': { reach: onDevice('This device'), see: '.kept li' },
  'answer-places': { reach: onDevice('Both'), see: '.places .badge-same' },
  'answer-places-ja': { options: { locale: 'ja' }, reach: onDevice('両方', '高速'), see: '.places .badge-same' },
  'answer-fell-back': { reach: fellBack('This device', 'Edge', 'Accurate'), see: '.cost .span-wait' },
  'answer-fell-back-ja': {
    options: { locale: 'ja' },
    reach: fellBack('この端末', 'エッジ', '高精度', '高速'),
    see: '.cost .span-wait',
  },
  'answer-places-ten': {
    reach: first(
      onDevice('Both'),
      press('ten'),
      (page) => page.locator('.ten').first().waitFor(),
      (page) => page.getByText('As a table').click(),
    ),
    see: '.ten + .ten',
  },
  'answer-unsure': { reach: unsure, see: '.best.unsure' },
  'answer-unsure-ja': { options: { locale: 'ja' }, reach: unsure, see: '.best.unsure' },
  'answer-unsure-both': { reach: first(model('Both'), unsure), see: '.together .unsure' },
  'answer-ten': {
    reach: first(
      model('MobileNetV3-Small (distilled)'),
      answered,
      press('ten'),
      (page) => page.locator('.ten').waitFor(),
      (page) => page.getByText('As a table').click(),
    ),
    see: '.ten',
  },
  'answer-no-script': {
    options: NO_SCRIPT,
    reach: async (page) => submitWithoutScript(page, await panda()),
    see: '#answer-heading',
  },
  'answer-form': {
    reach: async (page) => submitByForm((await panda()).buffer)(page),
    see: '#answer-heading',
  },
  'failure-form': { reach: submitByForm(Buffer.from('no picture')), see: '.failure' },
  'failure-no-script': {
    options: NO_SCRIPT,
    reach: (page) => submitWithoutScript(page, { buffer: Buffer.from('no picture') }),
    see: '.failure',
  },
  'failure-offline': { reach: first((page) => page.context().setOffline(true), choose), see: '.failure' },
  'failure-no-picture': { reach: file('a.txt', 'text/plain', 'text'), see: '.failure' },
  'failure-unreadable': { reach: file('a.jpg', 'image/jpeg', 'text'), see: '.failure' },
  'failure-too-large': {
    reach: first(original, async (page) => page.setInputFiles('#file', await largeFile(17))),
    see: '[data-act=shrunk]',
  },
  'failure-format': { reach: first(original, file('a.gif', 'image/gif', 'GIF89a..........')), see: '.failure' },
  'failure-limited': {
    worker: 'limited',
    reach: first((_, origin) => useUpRate(origin), choose),
    see: '.failure button:disabled',
  },
  'failure-busy': {
    worker: 'crowded',
    reach: async (page, origin) => {
      const disperse = await crowd(origin);
      await original(page);
      await sendIntoCrowd(page);
      disperse();
    },
    see: '.failure',
  },
  'failure-not-shared': { path: '/?shared', see: '.failure' },
  offline: { path: '/offline', see: 'h1' },
  latency: { path: '/latency', see: '.timed .plot' },
  'latency-ja': { path: '/latency?phase=infer', options: { locale: 'ja' }, see: '.timed .plot' },
  'latency-numbers': {
    path: '/latency?model=efficientnet_b0',
    reach: (page) => page.locator('.unfolded summary').first().click(),
    see: '.numbers',
  },
  // On a phone the first card is folded then, on a desktop the second one is.
  'latency-second': {
    path: '/latency',
    reach: (page) => page.locator('.timed > summary').nth(1).click(),
    // Which card it is depends on who asked before.
    see: '.timed:not([open])',
  },
  'latency-no-script': { path: '/latency', options: NO_SCRIPT, see: '.timed[open] + .timed:not([open])' },
  'latency-empty': { path: '/latency?model=mobilenetv3_small_triage_w8', see: '.board a' },
  'latency-fault': { path: '/latency?window=soon', see: '.failure' },
  'latency-forgetful': { path: '/latency', worker: 'forgetful', see: '.failure' },
  'notebook-offer': { reach: answered, see: '.keeping' },
  'notebook-kept': { reach: keeping, see: '.naming' },
  'notebook-named': {
    reach: first(keeping, confirmed),
    see: '.naming .row:not(:has(#is-right))',
  },
  notebook: { reach: first(keeping, opened), see: '.entry' },
  'notebook-ja': { options: { locale: 'ja' }, reach: first(keeping, opened), see: '.entry' },
  'notebook-edit': { reach: first(keeping, opened, press('edit')), see: '.entry-form' },
  'notebook-export': {
    reach: first(keeping, confirmed, opened, (page) => page.locator('#export summary').click()),
    see: '#training table',
  },
  'notebook-delete': { reach: first(keeping, opened, press('delete')), see: 'dialog[open]' },
  'notebook-nothing-found': {
    reach: first(keeping, opened, (page) => page.locator('#words').fill('nowhere')),
    see: '#entries:empty',
  },
  'notebook-script-missing': {
    reach: first(
      ...[keeping, confirmed, opened],
      (page) => page.route('**/static/training-zip-*', (route) => route.abort()),
      ...[(page: Page) => page.locator('#export summary').click(), press('zip')],
    ),
    see: '#failure .failure',
  },
  'several-chosen': { reach: several, see: '#batch-keep' },
  'several-answered': { reach: severalAnswered, see: '.batch-answers' },
  'several-elsewhere': {
    reach: first(model('Fast'), severalAnswered, segment('place', 'This device')),
    see: '.consent + .batch',
  },
  'several-stopped': {
    reach: first(severalAnswered, (page) => page.context().setOffline(true), several),
    see: '.batch .fault',
  },
  'notebook-empty': { path: '/notebook', see: '#empty a' },
  'notebook-refused': {
    path: '/notebook',
    reach: async (page) => {
      await page.addInitScript(() => {
        indexedDB.open = () => {
          throw new DOMException('blocked', 'SecurityError');
        };
      });
      await page.reload();
    },
    see: '#failure .failure',
  },
  'notebook-no-script': { path: '/notebook', options: NO_SCRIPT, see: '.no-js-only' },
  compare: { path: '/compare', see: '.advice' },
  'compare-task': { path: '/compare?use_case=agriculture&max_latency_ms=50', see: '.rejected-models' },
  'compare-nothing': { path: '/compare?max_model_mb=5&min_top1=80', see: '.rejected-models[open]' },
  'compare-fault': { path: '/compare?min_top1=0.75', see: '.failure' },
  'compare-ja': { path: '/compare?use_case=medical', options: { locale: 'ja' }, see: '.advice' },
  problem: { path: '/problems/body-too-large', see: 'h1' },
  missing: { path: '/nothing', see: '.lost .ways' },
  'missing-ja': { path: '/nothing', options: { locale: 'ja' }, see: '.lost .ways' },
  docs: { path: '/docs', reach: (page) => page.locator('summary').first().click(), see: '.parameters dt' },
  'docs-ja': { path: '/docs', options: { locale: 'ja' }, see: '.operation' },
  models: { path: '/models', reach: (page) => page.locator('summary').click(), see: '.names' },
  model: { path: '/models/efficientnet_b0', see: '.prose' },
  'model-ja': { path: '/models/mobilenetv3_small_distilled_int8', options: { locale: 'ja' }, see: '.prose' },
  'model-available': { path: '/models/efficientnet_b3.ra2_in1k', see: '.facts' },
};
