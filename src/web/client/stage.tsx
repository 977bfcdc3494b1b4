import { type Classification, type Comparison, isComparison } from '../answer/classification.ts';
import { shortLabel } from '../answer/label.ts';
import { costOf, startOf } from '../answer/cost.ts';
import { Price } from '../answer/price.tsx';
import type { PastRequest } from '../answer/strip.tsx';
import { formatNumber, formatPercent } from '../../i18n/numbers.ts';
import { Failure } from '../home/failure.tsx';
import type { Translator } from '../../i18n/texts.ts';
import type { Answered } from './asking.ts';
import { byId, nodeOf, painted } from './dom.ts';
import type { FailureReport } from './failures.ts';
import type { PreparedPicture } from './picture/prepared-picture.ts';
import { PictureFigure } from './picture/picture-figure.ts';
import { Result } from './result.tsx';
import { SizeLine } from './picture/size-line.tsx';
import { StrengthControl } from './picture/strength-control.tsx';
import { Working } from './working.tsx';

/** What the result shows beside the answer itself. */
export interface Surroundings {
  /** How a model is called. */
  readonly titleOf: (model: string) => string;
  readonly past: readonly PastRequest[];
  readonly ten: readonly PastRequest[];
  readonly fresh: boolean;
}

/** The part of the page that changes: picture, answer, work and failures. */
export class Stage {
  readonly #t: Translator;
  readonly #main = byId('main', HTMLElement);
  readonly #answer = byId('answer', HTMLElement);
  readonly #working = byId('working', HTMLElement);
  readonly #status = byId('status', HTMLElement);
  #countdown: ReturnType<typeof setInterval> | undefined;
  /** One for each model that has answered. */
  #figures: readonly PictureFigure[] = [];
  /** Of the heat maps, in percent. */
  #strength = 65;

  /** @param onAct told which of its buttons was pressed */
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

  /** Nothing is shown of a picture before. */
  clear(): void {
    this.#answer.replaceChildren();
    this.#main.classList.remove('has-answer');
  }

  /** Something is being done. @param share how much of it, in [0, 1]; unknown when left out */
  work(text: string, share?: number): void {
    clearInterval(this.#countdown);
    this.#answer.querySelector('.failure')?.remove();
    this.#main.classList.add('busy');
    const [paragraph, progress] = this.#working.querySelectorAll('p, progress');
    if (paragraph !== undefined && progress instanceof HTMLProgressElement) {
      // The button in it keeps its focus.
      paragraph.textContent = text;
      if (share === undefined) progress.removeAttribute('value');
      else progress.value = share;
      return;
    }
    this.#working.replaceChildren(nodeOf(<Working t={this.#t} text={text} share={share} />));
    this.#status.textContent = text;
  }

  /** Nothing is being done any more. */
  rest(): void {
    this.#main.classList.remove('busy');
    this.#working.replaceChildren();
  }

  /** What was being done was stopped; the picture is still there, if only that. */
  showCancelled(): void {
    const text = this.#t('state.cancelled');
    this.#status.textContent = text;
    if (this.#answer.querySelector('.price') !== null) return;
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

  /** The picture, while its answer is on the way. */
  showPicture(picture: PreparedPicture): void {
    this.#main.classList.add('has-answer');
    // Of what the browser cannot show there would be a card with nothing but a size in it.
    if (this.#answer.childElementCount > 0 || picture.view === null) return;
    const card = document.createElement('section');
    card.className = 'card said';
    card.append(new PictureFigure(this.#t, picture, 0).element, nodeOf(<SizeLine t={this.#t} picture={picture} />));
    this.#answer.replaceChildren(card);
    this.#answer.scrollIntoView({ block: 'start' });
  }

  /**
   * The answer.
   * @param begin when the picture was chosen, by `performance.now()`
   */
  async showAnswer(picture: PreparedPicture, answered: Answered, begin: number, around: Surroundings): Promise<void> {
    const { answer, times, here_ms } = answered;
    const act = document.activeElement instanceof HTMLElement ? document.activeElement.dataset['act'] : undefined;
    const pictured = picture.view !== null;
    const result = <Result t={this.#t} answer={answer} times={times} pictured={pictured} {...around} />;
    this.#answer.replaceChildren(nodeOf(result));
    this.#hang(picture, answer);
    if (act !== undefined) this.#answer.querySelector<HTMLElement>(`[data-act="${act}"]`)?.focus();
    const { predictions } = isComparison(answer) ? answer.ensemble : answer;
    const [first] = predictions;
    this.#status.textContent = this.#t('state.answered', {
      label: shortLabel(first?.label ?? ''),
      score: formatPercent(this.#t, first?.score ?? 0),
      start: this.#t(`price.${startOf(answer)}`),
      ms: `${formatNumber(this.#t, here_ms)} ms`,
    });
    const price = this.#answer.querySelector('.price');
    const rendered = (await painted()) - begin;
    const cost = costOf(answer, around.titleOf);
    price?.replaceWith(nodeOf(<Price t={this.#t} cost={cost} times={{ ...times, rendered }} />));
  }

  /** An error in words, with ways on; those that need patience say how much. */
  showFailure({ text, detail, ways, wait }: FailureReport): void {
    this.#answer.querySelector('.failure')?.remove();
    const labels = ways.map((way) => ({ act: way, text: this.#t(`act.${way}`) }));
    this.#answer.prepend(nodeOf(<Failure t={this.#t} text={text} detail={detail} ways={labels} />));
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

  /** Puts the picture on top of what each model says. */
  #hang(picture: PreparedPicture, answer: Classification | Comparison): void {
    const models = isComparison(answer) ? answer.models : [answer];
    const verdicts = this.#answer.querySelectorAll('.verdict');
    this.#figures = models.map(({ explanations }, i) => {
      const maps = { explanations: explanations ?? [], photo: answer.photo };
      const figure = new PictureFigure(this.#t, picture, this.#strength / 100, maps);
      verdicts[i]?.prepend(figure.element);
      return figure;
    });
    const [strength, size] = [
      picture.view !== null && <StrengthControl t={this.#t} strength={this.#strength} />,
      <SizeLine t={this.#t} picture={picture} />,
    ];
    if (verdicts.length > 1) {
      const both = (
        <>
          {strength}
          {size}
        </>
      );
      this.#answer.querySelector('.columns')?.after(nodeOf(both));
    } else {
      const bars = this.#answer.querySelector('.verdict .bars');
      // What it is comes first, then why; what was sent is of least interest.
      bars?.before(nodeOf(<>{strength}</>));
      bars?.after(nodeOf(size));
    }
  }

  /** Shows what speaks for the class of a bar, in the picture above it. */
  #explain(bar: HTMLElement): void {
    const verdict = bar.closest('.verdict');
    const at = [...this.#answer.querySelectorAll('.verdict')].findIndex((each) => each === verdict);
    for (const each of verdict?.querySelectorAll('[data-class]') ?? []) {
      each.setAttribute('aria-pressed', String(each === bar));
    }
    this.#figures[at]?.show(Number(bar.dataset['class']));
  }
}
