import { isComparison } from '../answer/comparison.ts';
import { shortLabel } from '../answer/label.ts';
import type { PastRequest } from '../answer/request-history.tsx';
import { type DeviceOffer, MODEL_CACHE } from '../device/offer.ts';
import type { PageData } from '../pages/home/page-data.ts';
import { samplePath } from '../pages/home/samples.ts';
import { createTranslator, type ScriptKey, type Translator } from '../../i18n/texts.ts';
import { AnswerView } from './answer-view.tsx';
import { NoAnswer } from './api-client.ts';
import { byId } from './dom.ts';
import { type FailureReport, failureReport, isOfPicture } from './failure-report.ts';
import { MissingScript } from './missing-script.ts';
import { forgetAnswer, keepAnswer, keptAnswer } from './kept-answer.ts';
import type { Outcome } from './outcome.ts';
import { type NamedFile, namedFiles } from './picture/named-files.ts';
import { type Asking, ModelsMissing, NotOnDevices, Places } from './places.ts';
import { originalPicture, type PreparedPicture, shrunkPicture } from './picture/prepared-picture.ts';
import type { SharedPictures } from './picture/shared-pictures.ts';
import type { BatchPanel } from './notebook/batch-panel.tsx';
import type * as Notebook from './notebook/notebook-panel.tsx';
import { HomeView } from './view.tsx';

/** How many requests a measurement has. */
const TEN = 10;

type Work = (signal: AbortSignal) => Promise<void>;

/** Does what the visitor asks for on the home page: has pictures answered, and shows the answers. */
export class HomeController {
  readonly #data: PageData;
  readonly #t: Translator;
  readonly #view: HomeView;
  readonly #places: Places;
  readonly #answers: AnswerView;
  readonly #original = byId('original', HTMLInputElement);
  #ten: readonly PastRequest[] = [];
  #file = new Blob();
  #picture: PreparedPicture | undefined;
  #running = new AbortController();
  /** What a retry does again. */
  #last: Work | undefined;
  #notebook: Promise<Notebook.NotebookPanel> | undefined;
  /** Answers several pictures, or those of them that are left. */
  #several: Work | undefined;
  /** Models that the visitor was asked about. */
  #wanted: readonly DeviceOffer[] = [];

  constructor(data: PageData, t: Translator) {
    this.#data = data;
    this.#t = t;
    this.#view = new HomeView(this.#t, (act, model) => {
      this.#act(act, model);
    });
    this.#places = new Places(data, t, (text, share) => {
      this.#view.showProgress(text, share);
    });
    for (const fieldset of document.querySelectorAll('.models, .places-choice')) {
      fieldset.addEventListener('change', () => {
        if (this.#picture !== undefined) this.#act('again');
        else if (this.#places.chosen !== 'edge') this.#start((signal) => this.#getReady(signal));
      });
    }
    this.#answers = new AnswerView(this.#t);
    if ('caches' in globalThis) void this.#showKept();
  }

  /** Shows the answer again that was on the page before it was left or loaded anew. */
  readonly restore = async (): Promise<void> => {
    const kept = await keptAnswer();
    if (kept === undefined) return;
    const { picture, outcome, choices, rendered } = kept;
    for (const [name, value] of Object.entries(choices)) {
      for (const input of document.querySelectorAll<HTMLInputElement>(`input[name="${name}"]`)) {
        input.checked = input.value === value;
      }
    }
    this.#file = picture.file;
    this.#picture = picture;
    this.#view.showPicture(picture);
    await this.#show(picture, outcome, performance.now(), rendered);
  };

  /** Takes a new picture and asks about it. */
  readonly choose = (file: Blob): void => {
    this.#running.abort();
    this.#view.clear();
    forgetAnswer();
    const isPicture = file.type === '' || file.type.startsWith('image/');
    if (!isPicture || file.size === 0) {
      this.tell(isPicture ? 'fail.empty' : 'fail.noPicture');
      return;
    }
    this.#file = file;
    this.#picture = undefined;
    this.#several = undefined;
    this.#ten = [];
    this.#start((signal) => this.#askOnce(signal, false));
  };

  /** Takes several pictures, to be answered one after the other into the notebook. */
  readonly chooseSeveral = (chosen: Promise<readonly NamedFile[]>): void => {
    this.#view.clear();
    forgetAnswer();
    this.#picture = undefined;
    let batch: BatchPanel | undefined;
    this.#several = async (signal) => {
      this.#view.showProgress(this.#t('state.reading'));
      if (batch === undefined) {
        const files = await chosen;
        if (files.length === 0) {
          this.tell('fail.noPicture');
          return;
        }
        const panel = await this.#notebookPanel();
        if (panel === undefined) throw new MissingScript();
        batch = await panel.several(files).catch(() => {
          throw new MissingScript();
        });
      }
      if (this.#places.chosen !== 'edge') await this.#places.readySide();
      await batch.run({
        answer: async (file) => {
          const begin = performance.now();
          const picture = await this.#prepare(file);
          return { picture, outcome: await this.#ask(picture, { fresh: false, begin, signal, tells: false }) };
        },
        failureOf: (error) => ({ ...this.#report(error), ofPicture: isOfPicture(error) }),
        progress: (text, share) => {
          this.#view.showProgress(text, share);
        },
        signal,
        isCurrent: () => signal === this.#running.signal,
      });
    };
    this.#start(this.#several);
  };

  /** Takes pictures that another app has shared. */
  readonly chooseShared = ({ files, areLost }: SharedPictures): void => {
    const [first] = files;
    if (files.length > 1) this.chooseSeveral(Promise.resolve(namedFiles(files)));
    else if (first !== undefined) this.choose(first);
    else if (areLost) this.tell('fail.notShared');
  };

  /** Says why what the visitor brought cannot be answered. */
  readonly tell = (text: ScriptKey): void => {
    this.#view.showFailure({ text: this.#t(text), actions: [], wait: 0 });
  };

  /** Opens the live view; the frame that is kept there is answered like any other picture. */
  readonly live = (): void => {
    this.#start(async () => {
      const opened = import('./viewfinder/open.ts').catch(() => {
        throw new NoAnswer();
      });
      const [side, { openLive }] = await Promise.all([this.#places.deviceSide(), opened]);
      const page = { data: this.#data, t: this.#t, side, chosen: this.#places.models.split(',') };
      // It is handed what this script has, because a file that both import would be one more to load for everybody.
      const still = await openLive({ ...page, createTranslator, shortLabel });
      // A model may have been downloaded for it.
      void this.#showKept();
      if (still !== undefined) this.choose(still);
    });
  };

  /** Takes one of the page's own pictures. */
  readonly chooseSample = (name: string): void => {
    this.#start(async (signal) => {
      this.#view.showProgress(this.#t('state.reading'));
      const response = await fetch(samplePath(name), { signal }).catch(() => undefined);
      signal.throwIfAborted();
      if (response?.ok !== true) throw new NoAnswer();
      this.choose(await response.blob());
    });
  };

  #act(act: string, model?: string): void {
    switch (act) {
      case 'cancel':
        this.#running.abort();
        break;
      case 'shrunk':
        this.#original.checked = false;
        this.#start((signal) => this.#askOnce(signal, false));
        break;
      case 'again':
        this.#start((signal) => this.#askOnce(signal, false));
        break;
      case 'retry':
        this.#start(this.#last ?? ((signal) => this.#askOnce(signal, false)));
        break;
      case 'cold':
        this.#start((signal) => this.#askOnce(signal, true));
        break;
      case 'ten':
        this.#start((signal) => this.#measure(signal));
        break;
      case 'load':
        this.#start((signal) => this.#load(signal));
        break;
      case 'remove':
        if (model !== undefined) this.#start((signal) => this.#remove(model, signal));
        break;
      case 'reload':
        location.assign('/');
    }
  }

  /** Starts some work, and aborts the work before: there is one at a time. */
  #start(work: Work): void {
    this.#running.abort();
    const running = new AbortController();
    this.#running = running;
    this.#last = work;
    work(running.signal)
      .catch((error: unknown) => {
        if (running !== this.#running) return;
        if (running.signal.aborted) this.#view.showCancelled();
        else this.#fail(error);
      })
      .finally(() => {
        if (running === this.#running) this.#view.endProgress();
      });
  }

  #fail(error: unknown): void {
    if (error instanceof ModelsMissing) {
      this.#wanted = error.offers;
      error.side.view.showConsent(error.offers, (name) => this.#titleOf(name), this.#picture !== undefined);
      return;
    }
    if (error instanceof NotOnDevices) {
      this.tell('device.notOffered');
      return;
    }
    this.#view.showFailure(this.#report(error));
  }

  #report(error: unknown): FailureReport {
    return failureReport(error, this.#t, this.#data.texts, this.#original.checked);
  }

  async #askOnce(signal: AbortSignal, fresh: boolean): Promise<void> {
    const begin = performance.now();
    const picture = await this.#prepared(signal);
    const outcome = await this.#ask(picture, { fresh, begin, signal, tells: true });
    await this.#show(picture, outcome, begin);
  }

  /** Measures in a row. What was measured before the visitor cancels stays. */
  async #measure(signal: AbortSignal): Promise<void> {
    const picture = await this.#prepared(signal);
    const first = this.#places.past.length;
    let last: { readonly outcome: Outcome; readonly begin: number } | undefined;
    try {
      for (let n = 1; n <= TEN; n++) {
        this.#view.showProgress(this.#t('state.measuring', { n, all: TEN }), (n - 1) / TEN);
        const begin = performance.now();
        last = { begin, outcome: await this.#ask(picture, { fresh: false, begin, signal, tells: false }) };
      }
    } catch (error) {
      if (last === undefined || !signal.aborted) throw error;
    }
    this.#ten = this.#places.past.slice(first);
    if (last !== undefined) await this.#show(picture, last.outcome, last.begin);
  }

  #ask(picture: PreparedPicture, asking: Asking): Promise<Outcome> {
    // It comes while the answer is waited for.
    void this.#notebookPanel();
    return this.#places.ask(picture, asking);
  }

  /** Asks for what is missing before there is a picture, so that a visitor can prepare for a place without a network. */
  async #getReady(signal: AbortSignal): Promise<void> {
    await this.#places.readySide();
    signal.throwIfAborted();
    this.#view.clear();
  }

  async #load(signal: AbortSignal): Promise<void> {
    const side = await this.#places.deviceSide();
    const isKept = await side.load(this.#wanted, signal, (text, share) => {
      this.#view.showProgress(text, share);
    });
    side.view.clearConsent(this.#t(isKept ? 'device.ready' : 'device.readyUnkept'));
    await this.#showKept();
    if (this.#picture !== undefined) await this.#askOnce(signal, false);
    else await this.#several?.(signal);
  }

  async #remove(model: string, signal: AbortSignal): Promise<void> {
    await (await this.#places.deviceSide()).remove(model);
    signal.throwIfAborted();
    await this.#showKept();
  }

  /** Shows which models are kept here, if any are. */
  async #showKept(): Promise<void> {
    const hasModels = await caches.has(MODEL_CACHE).catch(() => false);
    if (!hasModels && !this.#places.hasDeviceSide) return;
    const side = await this.#places.deviceSide();
    side.view.showKept(await side.kept());
  }

  /** The picture as it will be sent; prepared only once. */
  async #prepared(signal: AbortSignal): Promise<PreparedPicture> {
    const original = this.#original.checked;
    const before = this.#picture;
    if (before?.isOriginal === original) return before;
    this.#view.showProgress(this.#t('state.reading'));
    const picture = await this.#prepare(this.#file);
    signal.throwIfAborted();
    this.#picture = picture;
    this.#view.showPicture(picture);
    return picture;
  }

  #prepare(file: Blob): Promise<PreparedPicture> {
    if (this.#original.checked) return originalPicture(file);
    return shrunkPicture(file, Math.max(...this.#data.models.map(({ short_side }) => short_side)));
  }

  /** @param before when an answer that is shown again was on the screen the first time, in ms since its picture was chosen */
  async #show(picture: PreparedPicture, outcome: Outcome, begin: number, before?: number): Promise<void> {
    const context = {
      titleOf: (name: string) => this.#titleOf(name),
      past: this.#places.past,
      ten: this.#ten,
      // `POST /v1/compare` has no such parameter.
      fresh: outcome.edge === undefined || (this.#data.fresh && !isComparison(outcome.edge.answer)),
    };
    const rendered = await this.#answers.show(picture, outcome, begin, context, before);
    void this.#notebookPanel().then((panel) => panel?.answered(picture, outcome, before !== undefined));
    if (outcome.device !== undefined && navigator.onLine) await this.#offerNewer();
    await keepAnswer({
      picture,
      outcome,
      rendered,
      choices: { model: this.#places.models, place: this.#places.chosen },
    });
  }

  /** Offers newer versions of the models that have answered here. */
  async #offerNewer(): Promise<void> {
    const side = await this.#places.deviceSide();
    const outdated = await side.outdated(side.offersOf(this.#places.models.split(',')) ?? []);
    if (outdated.length === 0) return;
    this.#wanted = outdated;
    side.view.showOutdated(outdated, (name) => this.#titleOf(name));
  }

  /** The notebook's part of the page; undefined if it did not come, because an answer is of use without. */
  #notebookPanel(): Promise<Notebook.NotebookPanel | undefined> {
    this.#notebook ??= (import(this.#data.notebook) as Promise<typeof Notebook>).then(
      ({ NotebookPanel }) => new NotebookPanel(this.#t),
    );
    return this.#notebook.catch(() => {
      this.#notebook = undefined;
      return undefined;
    });
  }

  #titleOf(name: string): string {
    return this.#data.models.find((model) => model.name === name)?.title ?? name;
  }
}
