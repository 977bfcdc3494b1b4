import type { Child } from 'hono/jsx';

import { modelAnswers } from '../answer/comparison.ts';
import { answerCost, answerStart } from '../answer/cost.ts';
import { CostCard } from '../answer/cost-card.tsx';
import { Failure } from '../answer/failure.tsx';
import { shortLabel } from '../answer/label.ts';
import type { PastRequest } from '../answer/request-history.tsx';
import { type ShownAnswer, shownModels, shownPredictions } from '../answer/shown-answer.ts';
import type { KeptModel } from '../device/model-cache.ts';
import type { DeviceOffer } from '../device/offer.ts';
import { formatBytes, formatMilliseconds, formatNumber, formatPercent } from '../../i18n/numbers.ts';
import type { Translator } from '../../i18n/texts.ts';
import { byId, nodeOf, painted } from './dom.ts';
import type { FailureReport } from './failure-report.ts';
import type { Outcome } from './outcome.ts';
import { PictureFigure } from './picture/picture-figure.ts';
import type { PreparedPicture } from './picture/prepared-picture.ts';
import { SizeLine } from './picture/size-line.tsx';
import { StrengthControl } from './picture/strength-control.tsx';
import { Progress } from './progress.tsx';
import { Result } from './result.tsx';

/** What the result shows beside the answer itself. */
export interface ResultContext {
  /** Title of a model, by its name. */
  readonly titleOf: (model: string) => string;
  readonly past: readonly PastRequest[];
  readonly ten: readonly PastRequest[];
  readonly fresh: boolean;
}

/** The parts of the home page that change: picture, answer, progress and failures. */
export class HomeView {
  readonly #t: Translator;
  readonly #main = byId('main', HTMLElement);
  readonly #answer = byId('answer', HTMLElement);
  readonly #progress = byId('progress', HTMLElement);
  readonly #status = byId('status', HTMLElement);
  readonly #kept = byId('kept', HTMLElement);
  #countdown: ReturnType<typeof setInterval> | undefined;
  /** One for each model of the answer. */
  #figures: readonly PictureFigure[] = [];
  /** Opacity of the heat maps, in percent. */
  #strength = 65;

  /** @param onAct is told which button was pressed, by its `data-act`, and for which model, by its `data-model` */
  constructor(t: Translator, onAct: (act: string, model?: string) => void) {
    this.#t = t;
    this.#main.addEventListener('click', ({ target }) => {
      const button = target instanceof Element ? target.closest<HTMLElement>('[data-act]') : null;
      const { act, model } = button?.dataset ?? {};
      if (act !== undefined) onAct(act, model);
      const bar = target instanceof Element ? target.closest<HTMLElement>('[data-class]') : null;
      if (bar !== null) this.#explain(bar);
    });
    this.#main.addEventListener('input', ({ target }) => {
      if (!(target instanceof HTMLInputElement) || target.id !== 'strength') return;
      this.#strength = target.valueAsNumber;
      for (const figure of this.#figures) figure.fade(this.#strength / 100);
    });
  }

  /** Removes what is shown of the picture before. */
  clear(): void {
    this.#answer.replaceChildren();
    this.#main.classList.remove('has-answer');
  }

  /** Shows that something is being done. @param share how much of it is done, in [0, 1]; unknown if left out */
  showProgress(text: string, share?: number): void {
    clearInterval(this.#countdown);
    this.#answer.querySelector('.failure')?.remove();
    this.#main.classList.add('busy');
    const [paragraph, progress] = this.#progress.querySelectorAll('p, progress');
    if (paragraph !== undefined && progress instanceof HTMLProgressElement) {
      // The button in it keeps its focus.
      paragraph.textContent = text;
      if (share === undefined) progress.removeAttribute('value');
      else progress.value = share;
      return;
    }
    this.#progress.replaceChildren(nodeOf(<Progress t={this.#t} text={text} share={share} />));
    this.#status.textContent = text;
  }

  /** Removes the progress when the work has ended. */
  endProgress(): void {
    this.#main.classList.remove('busy');
    this.#progress.replaceChildren();
  }

  /** Shows that the work was cancelled; the picture stays. */
  showCancelled(): void {
    const text = this.#t('state.cancelled');
    this.#status.textContent = text;
    if (this.#answer.querySelector('.cost') !== null) return;
    const notice = (
      <section class="card failure stopped">
        <p>{text}</p>
        <div class="row">
          <button type="button" class="secondary" data-act="retry">
            {this.#t('act.retry')}
          </button>
        </div>
      </section>
    );
    this.#answer.prepend(nodeOf(notice));
    this.#answer.querySelector<HTMLElement>('[data-act="retry"]')?.focus();
  }

  /** Shows the picture while its answer is on the way. */
  showPicture(picture: PreparedPicture): void {
    this.#main.classList.add('has-answer');
    // If the browser cannot show the picture, the card would hold nothing but its size.
    if (this.#answer.childElementCount > 0 || picture.preview === null) return;
    const card = document.createElement('section');
    card.className = 'card answer-card';
    card.append(
      new PictureFigure(this.#t, picture, 0).element,
      nodeOf(<SizeLine t={this.#t} picture={picture} sent={null} />),
    );
    this.#answer.replaceChildren(card);
    this.#answer.scrollIntoView({ block: 'start' });
  }

  /**
   * Shows the answer.
   * @param begin when the picture was chosen, by `performance.now()`
   */
  async showAnswer(
    picture: PreparedPicture,
    outcome: Outcome,
    begin: number,
    { titleOf, ...context }: ResultContext,
  ): Promise<void> {
    const t = this.#t;
    const { edge, device } = outcome;
    const parts = device === undefined ? undefined : await import('./device/device-result.tsx');
    const own = device === undefined || parts === undefined ? undefined : parts.shownDevice(device.answer);
    const answer = edge?.answer ?? own;
    if (answer === undefined) return;
    const start = edge === undefined && device !== undefined ? parts?.deviceStart(device.answer) : undefined;
    const cards = (rendered?: number): Child => (
      <>
        {edge !== undefined && device !== undefined && parts !== undefined && (
          <parts.Places t={t} titleOf={titleOf} edge={edge} device={device} />
        )}
        {edge !== undefined && (
          <CostCard t={t} cost={answerCost(edge.answer, titleOf)} times={{ ...edge.times, ...renderedAt(rendered) }} />
        )}
        {device !== undefined && parts !== undefined && (
          <parts.DeviceCost
            t={t}
            titleOf={titleOf}
            device={device}
            rendered={edge === undefined ? rendered : undefined}
          />
        )}
      </>
    );
    const act = document.activeElement instanceof HTMLElement ? document.activeElement.dataset['act'] : undefined;
    const kind = start ?? (edge === undefined ? 'warm' : answerStart(edge.answer));
    const result = (
      <Result
        t={t}
        answer={answer}
        titleOf={titleOf}
        pictured={picture.preview !== null}
        notice={noticeOf(t, outcome)}
        start={kind}
        price={this.#priceOf(outcome)}
        open={this.#answer.querySelector<HTMLDetailsElement>('.price')?.open ?? false}
        cards={cards()}
        {...context}
      />
    );
    this.#answer.replaceChildren(nodeOf(result));
    this.#placePictures(picture, answer, edge !== undefined);
    if (act !== undefined) this.#answer.querySelector<HTMLElement>(`[data-act="${act}"]`)?.focus();
    const [first] = shownPredictions(answer);
    const label = shortLabel(first?.label ?? '');
    const here_ms = edge?.here_ms ?? device?.here_ms ?? 0;
    this.#status.textContent = t('state.answered', {
      label,
      score: formatPercent(t, first?.score ?? 0),
      start: t(`cost.${kind}`),
      ms: `${formatNumber(t, here_ms)} ms`,
    });
    document.title = t('answer.title', { label });
    const rendered = (await painted()) - begin;
    this.#answer.querySelector('.cost-cards')?.replaceChildren(nodeOf(cards(rendered)));
  }

  /** Asks whether models may be downloaded. @param pictured whether a picture waits for them */
  showConsent(offers: readonly DeviceOffer[], titleOf: (model: string) => string, pictured: boolean): void {
    const bytes = offers.reduce((sum, offer) => sum + offer.bytes, 0);
    const values = { models: offers.map(({ name }) => titleOf(name)).join(', '), size: formatBytes(this.#t, bytes) };
    const card = (
      <section class="card consent" aria-labelledby="consent-heading">
        <h2 id="consent-heading">{this.#t('device.consent')}</h2>
        <p>{this.#t('device.consentText', values)}</p>
        <div class="row">
          <button type="button" data-act="load">
            {this.#t('device.load', values)}
          </button>
        </div>
      </section>
    );
    this.#answer.querySelector('.consent, .failure')?.remove();
    this.#answer.prepend(nodeOf(card));
    if (pictured) this.#answer.scrollIntoView({ block: 'start' });
    this.#answer.querySelector<HTMLElement>('[data-act="load"]')?.focus({ preventScroll: true });
  }

  /** Removes the question, and says what became of it. */
  clearConsent(text: string): void {
    this.#answer.querySelector('.consent')?.remove();
    this.#status.textContent = text;
    if (this.#answer.childElementCount > 0) return;
    this.#answer.replaceChildren(nodeOf(<p class="card notice">{text}</p>));
  }

  /** Lists the models that are kept on this device, each with a button that removes it. */
  showKept(models: readonly KeptModel[]): void {
    const list = models.map(({ name, title, bytes }) => (
      <li>
        <span>
          {title} <small>{formatBytes(this.#t, bytes)}</small>
        </span>
        <button type="button" class="secondary" data-act="remove" data-model={name}>
          {this.#t('device.remove')}
          <span class="visually-hidden"> {title}</span>
        </button>
      </li>
    ));
    const part = (
      <>
        <h2 id="kept-heading">{this.#t('device.kept')}</h2>
        <ul aria-labelledby="kept-heading">{list}</ul>
      </>
    );
    this.#kept.replaceChildren(...(models.length > 0 ? [nodeOf(part)] : []));
  }

  /** What the answer cost, in one line. */
  #priceOf({ edge, device }: Outcome): string {
    const t = this.#t;
    const ms = (value: number): string => `${formatMilliseconds(t, Math.round(value))} ms`;
    const onDevice = device === undefined ? '' : ms(device.prepared + device.here_ms);
    if (edge === undefined) return t('price.device', { ms: onDevice });
    const here = ms(edge.times.read);
    if (device !== undefined) return t('price.both', { edge: here, device: onDevice });
    const bytes = modelAnswers(edge.answer).reduce((sum, { model_bytes }) => sum + model_bytes, 0);
    return t('price.edge', { here, server: ms(edge.answer.timings.total_ms), size: formatBytes(t, bytes) });
  }

  /** Shows an error and what can be done about it; the button to retry counts down while the visitor has to wait. */
  showFailure({ text, detail, actions, wait }: FailureReport): void {
    this.#answer.querySelector('.failure')?.remove();
    const labelled = actions.map((act) => ({ act, text: this.#t(`act.${act}`) }));
    this.#answer.prepend(nodeOf(<Failure t={this.#t} text={text} detail={detail} actions={labelled} />));
    this.#answer.scrollIntoView({ block: 'start' });
    const button = this.#answer.querySelector<HTMLButtonElement>('[data-act="retry"]');
    if (button !== null && wait > 0) this.#countDown(button, wait);
  }

  #countDown(button: HTMLButtonElement, wait: number): void {
    const end = performance.now() + wait * 1000;
    const tell = (): void => {
      const seconds = Math.ceil((end - performance.now()) / 1000);
      button.disabled = seconds > 0;
      button.textContent = seconds > 0 ? this.#t('fail.wait', { seconds }) : this.#t('act.retry');
      if (seconds <= 0) clearInterval(this.#countdown);
    };
    this.#countdown = setInterval(tell, 250);
    tell();
  }

  /** Puts the picture above each model's answer. @param sent whether the picture left this device */
  #placePictures(picture: PreparedPicture, answer: ShownAnswer, sent: boolean): void {
    const sections = this.#answer.querySelectorAll('.model-answer');
    this.#figures = shownModels(answer).map(({ explanations }, i) => {
      const maps = { explanations: explanations ?? [], photo: answer.photo };
      const figure = new PictureFigure(this.#t, picture, this.#strength / 100, maps);
      sections[i]?.prepend(figure.element);
      return figure;
    });
    const [strength, size] = [
      picture.preview !== null && <StrengthControl t={this.#t} strength={this.#strength} />,
      <SizeLine t={this.#t} picture={picture} sent={sent} />,
    ];
    if (sections.length > 1) {
      const both = (
        <>
          {strength}
          {size}
        </>
      );
      this.#answer.querySelector('.columns')?.after(nodeOf(both));
    } else {
      const bars = this.#answer.querySelector('.model-answer .bars');
      // First what the picture shows, then why, and last what was sent.
      bars?.before(nodeOf(<>{strength}</>));
      bars?.after(nodeOf(size));
    }
  }

  /** Shows the heat map of a bar's class in the picture above it. */
  #explain(bar: HTMLElement): void {
    const section = bar.closest('.model-answer');
    const at = [...this.#answer.querySelectorAll('.model-answer')].findIndex((each) => each === section);
    for (const each of section?.querySelectorAll('[data-class]') ?? []) {
      each.setAttribute('aria-pressed', String(each === bar));
    }
    this.#figures[at]?.show(Number(bar.dataset['class']));
  }
}

function renderedAt(rendered: number | undefined): { readonly rendered?: number } {
  return rendered === undefined ? {} : { rendered };
}

/** What happened that the visitor did not ask for. */
function noticeOf(t: Translator, { edge, device, ...outcome }: Outcome): string | undefined {
  if (device === undefined) return undefined;
  if ('fellBack' in outcome && outcome.fellBack === true) return t('device.fellBack');
  return edge === undefined ? t('device.answered') : undefined;
}
