import { isComparison, modelAnswers } from '../answer/comparison.ts';
import { answerStart } from '../answer/cost.ts';
import type { PastRequest } from '../answer/request-history.tsx';
import { formatBytes, formatNumber } from '../../i18n/numbers.ts';
import type { PageData } from '../pages/home/page-data.ts';
import { samplePath } from '../pages/home/samples.ts';
import type { Translator } from '../../i18n/texts.ts';
import { type ApiAnswer, NoAnswer, requestAnswer } from './api-client.ts';
import { byId } from './dom.ts';
import { failureReport } from './failure-report.ts';
import { originalPicture, type PreparedPicture, shrunkPicture } from './picture/prepared-picture.ts';
import type { SharedPicture } from './picture/shared-picture.ts';
import { HomeView } from './view.tsx';

/** How many requests a measurement has. */
const TEN = 10;

/** Does what the visitor asks for on the home page: sends pictures, and shows the answers. */
export class HomeController {
  readonly #data: PageData;
  readonly #t: Translator;
  readonly #view: HomeView;
  readonly #original = byId('original', HTMLInputElement);
  readonly #past: PastRequest[] = [];
  #ten: readonly PastRequest[] = [];
  #file = new Blob();
  #picture: PreparedPicture | undefined;
  #running = new AbortController();

  constructor(data: PageData, t: Translator) {
    this.#data = data;
    this.#t = t;
    this.#view = new HomeView(this.#t, (act) => {
      this.#act(act);
    });
    document.querySelector('.models')?.addEventListener('change', () => {
      if (this.#picture !== undefined) this.#act('again');
    });
  }

  /** Takes a new picture and asks about it. */
  readonly choose = (file: Blob): void => {
    this.#running.abort();
    this.#view.clear();
    if (file.type !== '' && !file.type.startsWith('image/')) {
      this.#view.showFailure({ text: this.#t('fail.noPicture'), actions: [], wait: 0 });
      return;
    }
    this.#file = file;
    this.#picture = undefined;
    this.#ten = [];
    this.#start((signal) => this.#askOnce(signal, false));
  };

  /** Takes a picture that another app has shared. */
  readonly chooseShared = (shared: SharedPicture): void => {
    if (shared instanceof Blob) this.choose(shared);
    else if (shared === 'lost') this.#view.showFailure({ text: this.#t('fail.notShared'), actions: [], wait: 0 });
  };

  /** Takes one of the page's own pictures. */
  readonly chooseSample = (name: string): void => {
    this.#start(async (signal) => {
      const response = await fetch(samplePath(name), { signal }).catch(() => undefined);
      signal.throwIfAborted();
      if (response?.ok !== true) throw new NoAnswer();
      this.choose(await response.blob());
    });
  };

  #act(act: string): void {
    switch (act) {
      case 'cancel':
        this.#running.abort();
        break;
      case 'shrunk':
        this.#original.checked = false;
        this.#start((signal) => this.#askOnce(signal, false));
        break;
      case 'again':
      case 'retry':
        this.#start((signal) => this.#askOnce(signal, false));
        break;
      case 'cold':
        this.#start((signal) => this.#askOnce(signal, true));
        break;
      case 'ten':
        this.#start((signal) => this.#measure(signal));
        break;
      case 'another':
        byId('file', HTMLInputElement).click();
        break;
      case 'reload':
        location.assign('/');
    }
  }

  /** Starts some work, and aborts the work before: there is one at a time. */
  #start(work: (signal: AbortSignal) => Promise<void>): void {
    this.#running.abort();
    const running = new AbortController();
    this.#running = running;
    work(running.signal)
      .catch((error: unknown) => {
        if (running !== this.#running) return;
        if (running.signal.aborted) this.#view.showCancelled();
        else this.#view.showFailure(failureReport(error, this.#t, this.#data.texts, this.#original.checked));
      })
      .finally(() => {
        if (running === this.#running) this.#view.endProgress();
      });
  }

  async #askOnce(signal: AbortSignal, fresh: boolean): Promise<void> {
    const begin = performance.now();
    const picture = await this.#prepared(signal);
    const size = formatBytes(this.#t, picture.blob.size);
    const answered = await this.#ask(picture, { fresh, begin, signal }, (share) => {
      const percent = formatNumber(this.#t, share * 100);
      if (share < 1) this.#view.showProgress(this.#t('state.sending', { percent, size }), share);
      else this.#view.showProgress(this.#t('state.thinking'));
    });
    await this.#show(picture, answered, begin);
  }

  async #measure(signal: AbortSignal): Promise<void> {
    const picture = await this.#prepared(signal);
    for (let n = 1; ; n++) {
      this.#view.showProgress(this.#t('state.measuring', { n, all: TEN }), (n - 1) / TEN);
      const begin = performance.now();
      const answered = await this.#ask(picture, { fresh: false, begin, signal }, () => undefined);
      if (n < TEN) continue;
      this.#ten = this.#past.slice(-TEN);
      await this.#show(picture, answered, begin);
      return;
    }
  }

  async #ask(
    picture: PreparedPicture,
    { fresh, begin, signal }: { fresh: boolean; begin: number; signal: AbortSignal },
    onProgress: (share: number) => void,
  ): Promise<ApiAnswer> {
    const key = document.querySelector<HTMLInputElement>('#key')?.value.trim() ?? '';
    const answered = await requestAnswer({ models: this.#models, picture, fresh, key }, begin, signal, onProgress);
    const { answer, here_ms } = answered;
    const models = modelAnswers(answer);
    this.#past.push({
      model: models.map(({ model }) => this.#titleOf(model)).join(' + '),
      start: answerStart(answer),
      server_ms: answer.timings.total_ms,
      here_ms,
    });
    return answered;
  }

  /** The picture as it will be sent; prepared only once. */
  async #prepared(signal: AbortSignal): Promise<PreparedPicture> {
    const original = this.#original.checked;
    const before = this.#picture;
    if (before !== undefined && (before.blob === before.file) === original) return before;
    this.#view.showProgress(this.#t('state.reading'));
    const shortSide = Math.max(...this.#data.models.map(({ short_side }) => short_side));
    const picture = await (original ? originalPicture(this.#file) : shrunkPicture(this.#file, shortSide));
    signal.throwIfAborted();
    this.#picture = picture;
    this.#view.showPicture(picture);
    return picture;
  }

  async #show(picture: PreparedPicture, answered: ApiAnswer, begin: number): Promise<void> {
    await this.#view.showAnswer(picture, answered, begin, {
      titleOf: (name) => this.#titleOf(name),
      past: this.#past,
      ten: this.#ten,
      // `POST /v1/compare` has no such parameter.
      fresh: this.#data.fresh && !isComparison(answered.answer),
    });
  }

  /** The chosen model, or several with commas between. */
  get #models(): string {
    return document.querySelector<HTMLInputElement>('input[name="model"]:checked')?.value ?? '';
  }

  #titleOf(name: string): string {
    return this.#data.models.find((model) => model.name === name)?.title ?? name;
  }
}
