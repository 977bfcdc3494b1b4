import { shortLabel } from '../answer/label.ts';
import type { PastRequest } from '../answer/request-history.tsx';
import { type DeviceOffer, MODEL_CACHE } from '../device/offer.ts';
import type { PageData } from '../pages/home/page-data.ts';
import { samplePath } from '../pages/home/samples.ts';
import { createTranslator, type ScriptKey, type Translator } from '../../i18n/texts.ts';
import { AnswerView } from './answer-view.tsx';
import { NoAnswer } from './api-client.ts';
import { CurrentWork, type Work } from './current-work.ts';
import { byId } from './dom.ts';
import { type FailureReport, failureReport, isOfPicture } from './failure-report.ts';
import { forgetAnswer, keepAnswer, keptAnswer } from './kept-answer.ts';
import { mayBeCold, type Outcome } from './outcome.ts';
import { type NamedFile, namedFiles } from './picture/named-files.ts';
import { type Asking, ModelsMissing, NotOnDevices, Places } from './places.ts';
import { originalPicture, type PreparedPicture, shrunkPicture } from './picture/prepared-picture.ts';
import type { SharedPictures } from './picture/shared-pictures.ts';
import { NotebookPart } from './notebook/notebook-part.ts';
import { SeveralPictures } from './several-pictures.ts';
import { HomeView } from './view.tsx';

/** How many requests a measurement has. */
const TEN = 10;

/** Does what the visitor asks for on the home page: has pictures answered, and shows the answers. */
export class HomeController {
  readonly #data: PageData;
  readonly #t: Translator;
  readonly #view: HomeView;
  readonly #places: Places;
  readonly #answers: AnswerView;
  readonly #original = byId('original', HTMLInputElement);
  #ten: readonly PastRequest[] = [];
  /** What was chosen, if that is one picture. */
  #file: Blob | undefined;
  #picture: PreparedPicture | undefined;
  readonly #work: CurrentWork;
  readonly #notebook: NotebookPart;
  #several: SeveralPictures | undefined;
  /** Brings the page's own picture that the visitor wants. */
  #sample: Work | undefined;
  /** Models that the visitor was asked about, and what waits for them. */
  #wanted: { readonly offers: readonly DeviceOffer[]; readonly then: Work } | undefined;

  constructor(data: PageData, t: Translator) {
    this.#data = data;
    this.#t = t;
    this.#view = new HomeView(this.#t, (act, model) => {
      this.#act(act, model);
    });
    this.#work = new CurrentWork({
      cancelled: () => {
        this.#view.showCancelled();
      },
      failed: (error, work) => {
        this.#fail(error, work);
      },
      ended: () => {
        this.#view.endProgress();
      },
    });
    this.#places = new Places(data, t, (text, share) => {
      this.#view.showProgress(text, share);
    });
    for (const fieldset of document.querySelectorAll('.models, .places-choice')) {
      fieldset.addEventListener('change', () => {
        this.#goOn();
      });
    }
    this.#answers = new AnswerView(this.#t);
    this.#notebook = new NotebookPart(data.notebook, t);
    void this.#showKept();
  }

  /** Shows the answer again that was on the page before it was left or loaded anew, unless the visitor has begun something. */
  readonly restore = (): void => {
    if (!this.#work.hasBegun) this.#work.start(this.#restore);
  };

  readonly #restore: Work = async (signal) => {
    const kept = await keptAnswer();
    signal.throwIfAborted();
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
    this.#forget();
    const isPicture = file.type === '' || file.type.startsWith('image/');
    if (!isPicture || file.size === 0) {
      this.#work.leave();
      this.tell(isPicture ? 'fail.empty' : 'fail.noPicture');
      return;
    }
    this.#file = file;
    this.#work.start(this.#askAgain);
  };

  /** Takes several pictures, to be answered one after the other into the notebook. */
  readonly chooseSeveral = (chosen: Promise<readonly NamedFile[]>): void => {
    this.#forget();
    const several: SeveralPictures = new SeveralPictures(chosen, {
      open: (files) => this.#notebook.several(files),
      readyPlace: async () => this.#places.chosen === 'edge' || this.#places.readySide(),
      answer: async (file, signal) => {
        const begin = performance.now();
        const picture = await this.#prepare(file);
        return { picture, outcome: await this.#ask(picture, { fresh: false, begin, signal, tells: false }) };
      },
      failureOf: (error) => ({ ...this.#report(error), ofPicture: isOfPicture(error) }),
      progress: (text, share) => {
        this.#view.showProgress(text, share);
      },
      isCurrent: () => this.#several === several,
      none: () => {
        this.#several = undefined;
        this.tell('fail.noPicture');
      },
      text: this.#t,
    });
    this.#several = several;
    this.#work.start(several.answer);
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
    this.#work.start(async () => {
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
    this.#sample = async (signal) => {
      this.#view.showProgress(this.#t('state.reading'));
      const response = await fetch(samplePath(name), { signal }).catch(() => undefined);
      signal.throwIfAborted();
      if (response?.ok !== true) throw new NoAnswer();
      this.choose(await response.blob());
    };
    this.#work.start(this.#sample);
  };

  /** Forgets what was chosen before. */
  #forget(): void {
    this.#view.clear();
    forgetAnswer();
    this.#file = this.#picture = this.#several = undefined;
    this.#ten = [];
  }

  /** Goes on at the place and by the models that the visitor has chosen now, with what they have chosen before. */
  #goOn(): void {
    const { now } = this.#work;
    if (now !== undefined && now === this.#sample) this.#work.start(now);
    else if (this.#file !== undefined) this.#work.start(this.#askAgain);
    else if (this.#several !== undefined && (now === this.#several.answer || !this.#several.waits)) {
      this.#work.start(this.#several.answer);
    } else if (this.#places.chosen !== 'edge') this.#work.start(this.#getReady);
  }

  #act(act: string, model?: string): void {
    switch (act) {
      case 'cancel':
        this.#work.cancel();
        break;
      case 'shrunk':
        this.#original.checked = false;
        this.#work.start(this.#askAgain);
        break;
      case 'again':
        this.#work.start(this.#askAgain);
        break;
      case 'retry':
        this.#work.retry();
        break;
      case 'several':
        if (this.#several !== undefined) this.#work.start(this.#several.answer);
        break;
      case 'cold':
        this.#work.start((signal) => this.#askOnce(signal, true));
        break;
      case 'ten':
        this.#work.start((signal) => this.#measure(signal));
        break;
      case 'load':
        this.#work.start(this.#load);
        break;
      case 'remove':
        if (model !== undefined) this.#work.start((signal) => this.#remove(model, signal));
        break;
      case 'reload':
        location.assign('/');
    }
  }

  #fail(error: unknown, work: Work): void {
    if (error instanceof ModelsMissing) {
      this.#wanted = { offers: error.offers, then: (work === this.#load ? this.#wanted?.then : undefined) ?? work };
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

  readonly #askAgain: Work = (signal) => this.#askOnce(signal, false);

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
    void this.#notebook.panel();
    return this.#places.ask(picture, asking);
  }

  /** Asks for what is missing before there is a picture, so that a visitor can prepare for a place without a network. */
  readonly #getReady: Work = async (signal) => {
    await this.#places.readySide();
    signal.throwIfAborted();
    this.#view.dismiss();
  };

  /** Downloads the models that the visitor has agreed to, and goes on with what has waited for them. */
  readonly #load: Work = async (signal) => {
    if (this.#wanted === undefined) return;
    const { offers, then } = this.#wanted;
    const side = await this.#places.deviceSide();
    const isKept = await side.load(offers, signal, (text, share) => {
      this.#view.showProgress(text, share);
    });
    side.view.clearConsent(this.#t(isKept ? 'device.ready' : 'device.readyUnkept'));
    await this.#showKept();
    await then(signal);
  };

  async #remove(model: string, signal: AbortSignal): Promise<void> {
    await (await this.#places.deviceSide()).remove(model);
    signal.throwIfAborted();
    await this.#showKept();
  }

  /** Shows which models are kept here, if any are. */
  async #showKept(): Promise<void> {
    // Pages without TLS have no caches.
    const hasModels = 'caches' in globalThis && (await caches.has(MODEL_CACHE).catch(() => false));
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
    const picture = await this.#prepare(this.#file ?? new Blob());
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
      fresh: mayBeCold(outcome, this.#data.fresh),
    };
    const rendered = await this.#answers.show(picture, outcome, begin, context, before);
    void this.#notebook.panel().then((panel) => panel?.answered(picture, outcome, before !== undefined));
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
    this.#wanted = { offers: outdated, then: this.#askAgain };
    side.view.showOutdated(outdated, (name) => this.#titleOf(name));
  }

  #titleOf(name: string): string {
    return this.#data.models.find((model) => model.name === name)?.title ?? name;
  }
}
