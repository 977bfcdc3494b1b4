import { Failure } from '../answer/failure.tsx';
import type { Translator } from '../../i18n/texts.ts';
import { byId, nodeOf } from './dom.ts';
import type { FailureReport } from './failure-report.ts';
import { PictureFigure } from './picture/picture-figure.ts';
import type { PreparedPicture } from './picture/prepared-picture.ts';
import { SizeLine } from './picture/size-line.tsx';
import { Progress } from './progress.tsx';

/** The parts of the home page that change: picture, progress and failures. */
export class HomeView {
  readonly #t: Translator;
  readonly #main = byId('main', HTMLElement);
  readonly #answer = byId('answer', HTMLElement);
  readonly #progress = byId('progress', HTMLElement);
  readonly #status = byId('status', HTMLElement);
  #countdown: ReturnType<typeof setInterval> | undefined;

  /** @param onAct is told which button was pressed, by its `data-act`, and for which model, by its `data-model` */
  constructor(t: Translator, onAct: (act: string, model?: string) => void) {
    this.#t = t;
    this.#main.addEventListener('click', ({ target }) => {
      const button = target instanceof Element ? target.closest<HTMLElement>('[data-act]') : null;
      const { act, model } = button?.dataset ?? {};
      if (act !== undefined) onAct(act, model);
    });
  }

  /** Removes what is shown of the picture before. */
  clear(): void {
    this.#answer.replaceChildren();
    this.#main.classList.remove('has-answer');
  }

  /** Removes what the visitor was asked, and what did not work; what is shown of pictures stays. */
  dismiss(): void {
    for (const card of this.#answer.querySelectorAll('.consent, .failure')) card.remove();
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
}
