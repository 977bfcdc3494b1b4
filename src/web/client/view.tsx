import type { Classification } from '../../contract/classification.ts';
import type { Comparison } from '../../contract/comparison.ts';
import { isComparison, modelAnswers } from '../answer/comparison.ts';
import { shortLabel } from '../answer/label.ts';
import { answerCost, answerStart } from '../answer/cost.ts';
import { CostCard } from '../answer/cost-card.tsx';
import type { PastRequest } from '../answer/request-history.tsx';
import { formatNumber, formatPercent } from '../../i18n/numbers.ts';
import { Failure } from '../answer/failure.tsx';
import type { Translator } from '../../i18n/texts.ts';
import type { ApiAnswer } from './api-client.ts';
import { byId, nodeOf, painted } from './dom.ts';
import type { FailureReport } from './failure-report.ts';
import type { PreparedPicture } from './picture/prepared-picture.ts';
import { PictureFigure } from './picture/picture-figure.ts';
import { Result } from './result.tsx';
import { SizeLine } from './picture/size-line.tsx';
import { StrengthControl } from './picture/strength-control.tsx';
import { Progress } from './progress.tsx';

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
  #countdown: ReturnType<typeof setInterval> | undefined;
  /** One for each model of the answer. */
  #figures: readonly PictureFigure[] = [];
  /** Opacity of the heat maps, in percent. */
  #strength = 65;

  /** @param onAct is told which button was pressed, by its `data-act` */
  constructor(t: Translator, onAct: (act: string) => void) {
    this.#t = t;
    this.#main.addEventListener('click', ({ target }) => {
      const act = target instanceof Element ? target.closest<HTMLElement>('[data-act]')?.dataset['act'] : undefined;
      if (act !== undefined) onAct(act);
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
    card.append(new PictureFigure(this.#t, picture, 0).element, nodeOf(<SizeLine t={this.#t} picture={picture} />));
    this.#answer.replaceChildren(card);
    this.#answer.scrollIntoView({ block: 'start' });
  }

  /**
   * Shows the answer.
   * @param begin when the picture was chosen, by `performance.now()`
   */
  async showAnswer(
    picture: PreparedPicture,
    answered: ApiAnswer,
    begin: number,
    context: ResultContext,
  ): Promise<void> {
    const { answer, times, here_ms } = answered;
    const act = document.activeElement instanceof HTMLElement ? document.activeElement.dataset['act'] : undefined;
    const pictured = picture.preview !== null;
    const result = <Result t={this.#t} answer={answer} times={times} pictured={pictured} {...context} />;
    this.#answer.replaceChildren(nodeOf(result));
    this.#placePictures(picture, answer);
    if (act !== undefined) this.#answer.querySelector<HTMLElement>(`[data-act="${act}"]`)?.focus();
    const { predictions } = isComparison(answer) ? answer.ensemble : answer;
    const [first] = predictions;
    this.#status.textContent = this.#t('state.answered', {
      label: shortLabel(first?.label ?? ''),
      score: formatPercent(this.#t, first?.score ?? 0),
      start: this.#t(`cost.${answerStart(answer)}`),
      ms: `${formatNumber(this.#t, here_ms)} ms`,
    });
    const card = this.#answer.querySelector('.cost');
    const rendered = (await painted()) - begin;
    const cost = answerCost(answer, context.titleOf);
    card?.replaceWith(nodeOf(<CostCard t={this.#t} cost={cost} times={{ ...times, rendered }} />));
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

  /** Puts the picture above each model's answer. */
  #placePictures(picture: PreparedPicture, answer: Classification | Comparison): void {
    const sections = this.#answer.querySelectorAll('.model-answer');
    this.#figures = modelAnswers(answer).map(({ explanations }, i) => {
      const maps = { explanations: explanations ?? [], photo: answer.photo };
      const figure = new PictureFigure(this.#t, picture, this.#strength / 100, maps);
      sections[i]?.prepend(figure.element);
      return figure;
    });
    const [strength, size] = [
      picture.preview !== null && <StrengthControl t={this.#t} strength={this.#strength} />,
      <SizeLine t={this.#t} picture={picture} />,
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
