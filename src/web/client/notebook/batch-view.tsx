import { formatNumber } from '../../../i18n/numbers.ts';
import type { Translator } from '../../../i18n/texts.ts';
import { byId, nodeOf } from '../dom.ts';
import { BatchCard, BatchItem, BatchRest, BatchStop } from './batch-card.tsx';
import type { BatchResult, PictureBatch } from './picture-batch.ts';

/** The card of several pictures. It grows as they are answered, so that what is read there stays, and so does the focus. */
export class BatchView {
  readonly #t: Translator;
  readonly #card: HTMLElement;
  readonly #answer = byId('answer', HTMLElement);
  readonly #progress = byId('progress', HTMLElement);

  constructor(t: Translator) {
    this.#t = t;
    this.#card = nodeOf(<BatchCard t={t} />) as HTMLElement;
  }

  /**
   * Shows how far a batch is, and says so when it has ended.
   * @param running whether pictures are being answered
   * @param stopped why they are not
   */
  show({ answered, failed, left, all }: PictureBatch, running: boolean, stopped?: string): void {
    const t = this.#t;
    const focused = document.activeElement;
    const kept = t('batch.kept', { count: formatNumber(t, answered.length), all: formatNumber(t, all) });
    const missed = t('batch.failed', { count: formatNumber(t, failed.length) });
    this.#part('h2').textContent = kept;
    this.#part('h3').textContent = missed;
    this.#part('.batch-done').hidden = answered.length === 0;
    this.#part('.batch-missed').hidden = failed.length === 0;
    const [answers, failures] = [this.#part('.batch-answers'), this.#part('.batch-failures')];
    answers.prepend(...newItems(answers, answered).reverse());
    failures.append(...newItems(failures, failed));
    this.#card.querySelector('.fault')?.remove();
    if (stopped !== undefined) this.#part('h2').after(nodeOf(<BatchStop reason={stopped} />));
    this.#card.querySelector('.row')?.remove();
    if (!running && left > 0) this.#card.append(nodeOf(<BatchRest t={t} left={left} />));
    // Putting it there once more would take its focus away.
    if (this.#answer.childElementCount !== 1 || !this.#card.isConnected) this.#answer.replaceChildren(this.#card);
    if (!running) byId('status', HTMLElement).textContent = failed.length > 0 ? `${kept} · ${missed}` : kept;
    this.#focusInstead(focused, running);
  }

  /** Focuses what comes next, if what had the focus is gone, or goes with the progress. */
  #focusInstead(before: Element | null, running: boolean): void {
    if (before?.isConnected !== false && (running || !this.#progress.contains(before))) return;
    const next = (running ? this.#progress : this.#card).querySelector('button') ?? this.#part('h2');
    next.focus();
  }

  #part(selector: string): HTMLElement {
    const part = this.#card.querySelector<HTMLElement>(selector);
    if (part === null) throw new Error(`the card has no ${selector}`);
    return part;
  }
}

/** Those of the results that a list does not have yet. */
function newItems({ childElementCount }: HTMLElement, results: readonly BatchResult[]): Node[] {
  return results.slice(childElementCount).map((result) => nodeOf(<BatchItem result={result} />));
}
