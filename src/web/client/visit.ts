import { isComparison } from '../answer/classification.ts';
import { startOf } from '../answer/cost.ts';
import type { PastRequest } from '../answer/strip.tsx';
import { formatBytes, formatNumber } from '../../i18n/numbers.ts';
import type { PageData } from '../home/page-data.ts';
import { samplePath } from '../home/samples.ts';
import { type Translator, createTranslator } from '../../i18n/texts.ts';
import { type Answered, ask } from './asking.ts';
import { byId } from './dom.ts';
import { reportOf } from './failures.ts';
import { originalPicture, type PreparedPicture, shrunkPicture } from './picture/prepared-picture.ts';
import type { Shared } from './picture/shared-picture.ts';
import { Stage } from './stage.tsx';
import { NoAnswer } from './upload.ts';

/** How many requests a measurement has. */
const TEN = 10;

/** What the visitor does with pictures as long as the page is open. */
export class Visit {
  readonly #data: PageData;
  readonly #t: Translator;
  readonly #stage: Stage;
  readonly #original = byId('original', HTMLInputElement);
  readonly #past: PastRequest[] = [];
  #ten: readonly PastRequest[] = [];
  #file = new Blob();
  #picture: PreparedPicture | undefined;
  #running = new AbortController();

  constructor(data: PageData) {
    this.#data = data;
    this.#t = createTranslator(data.language, data.texts);
    this.#stage = new Stage(this.#t, (act) => {
      this.#act(act);
    });
    document.querySelector('.models')?.addEventListener('change', () => {
      if (this.#picture !== undefined) this.#act('again');
    });
  }

  /** Takes a new picture and asks about it. */
  readonly choose = (file: Blob): void => {
    this.#running.abort();
    this.#stage.clear();
    if (file.type !== '' && !file.type.startsWith('image/')) {
      this.#stage.showFailure({ text: this.#t('fail.noPicture'), ways: [], wait: 0 });
      return;
    }
    this.#file = file;
    this.#picture = undefined;
    this.#ten = [];
    this.#start((signal) => this.#askOnce(signal, false));
  };

  /** Takes what another app has shared. */
  readonly chooseShared = (shared: Shared): void => {
    if (shared instanceof Blob) this.choose(shared);
    else if (shared === 'lost') this.#stage.showFailure({ text: this.#t('fail.notShared'), ways: [], wait: 0 });
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

  /** Does one thing at a time: what is begun ends what is going on. */
  #start(work: (signal: AbortSignal) => Promise<void>): void {
    this.#running.abort();
    const running = new AbortController();
    this.#running = running;
    work(running.signal)
      .catch((error: unknown) => {
        if (running !== this.#running) return;
        if (running.signal.aborted) this.#stage.showCancelled();
        else this.#stage.showFailure(reportOf(error, this.#t, this.#data.texts, this.#original.checked));
      })
      .finally(() => {
        if (running === this.#running) this.#stage.rest();
      });
  }

  async #askOnce(signal: AbortSignal, fresh: boolean): Promise<void> {
    const begin = performance.now();
    const picture = await this.#prepared(signal);
    const size = formatBytes(this.#t, picture.blob.size);
    const answered = await this.#ask(picture, { fresh, begin, signal }, (share) => {
      const percent = formatNumber(this.#t, share * 100);
      if (share < 1) this.#stage.work(this.#t('state.sending', { percent, size }), share);
      else this.#stage.work(this.#t('state.thinking'));
    });
    await this.#show(picture, answered, begin);
  }

  async #measure(signal: AbortSignal): Promise<void> {
    const picture = await this.#prepared(signal);
    for (let n = 1; ; n++) {
      this.#stage.work(this.#t('state.measuring', { n, all: TEN }), (n - 1) / TEN);
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
  ): Promise<Answered> {
    const key = document.querySelector<HTMLInputElement>('#key')?.value.trim() ?? '';
    const answered = await ask({ models: this.#models, picture, fresh, key }, begin, signal, onProgress);
    const { answer, here_ms } = answered;
    const models = isComparison(answer) ? answer.models : [answer];
    this.#past.push({
      model: models.map(({ model }) => this.#titleOf(model)).join(' + '),
      start: startOf(answer),
      server_ms: answer.timings.total_ms,
      here_ms,
    });
    return answered;
  }

  /** The picture as it is to be sent, which is made once. */
  async #prepared(signal: AbortSignal): Promise<PreparedPicture> {
    const original = this.#original.checked;
    const before = this.#picture;
    if (before !== undefined && (before.blob === before.file) === original) return before;
    this.#stage.work(this.#t('state.reading'));
    const shortSide = Math.max(...this.#data.models.map(({ short_side }) => short_side));
    const picture = await (original ? originalPicture(this.#file) : shrunkPicture(this.#file, shortSide));
    signal.throwIfAborted();
    this.#picture = picture;
    this.#stage.showPicture(picture);
    return picture;
  }

  async #show(picture: PreparedPicture, answered: Answered, begin: number): Promise<void> {
    await this.#stage.showAnswer(picture, answered, begin, {
      titleOf: (name) => this.#titleOf(name),
      past: this.#past,
      ten: this.#ten,
      // A comparison takes no such wish.
      fresh: this.#data.fresh && !isComparison(answered.answer),
    });
  }

  /** What is asked: a model, or several with commas between. */
  get #models(): string {
    return document.querySelector<HTMLInputElement>('input[name="model"]:checked')?.value ?? '';
  }

  #titleOf(name: string): string {
    return this.#data.models.find((model) => model.name === name)?.title ?? name;
  }
}
