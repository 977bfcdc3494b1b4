import type { Translator } from '../../../i18n/texts.ts';
import { byId, nodeOf } from '../dom.ts';
import type { Outcome } from '../outcome.ts';
import type { NamedFile } from '../picture/named-files.ts';
import type { PreparedPicture } from '../picture/prepared-picture.ts';
import { BatchOffer } from './batch-card.tsx';
import { BatchView } from './batch-view.tsx';
import { answeredLabels, keepClassLists } from './class-lists.ts';
import { ClassNames } from './class-names.ts';
import { entryAnswers } from './entry-answers.ts';
import { likeliestOf } from './entry-class.ts';
import { newEntry } from './entry.ts';
import { keptPicture } from './kept-picture.ts';
import { NotebookStore } from './notebook-store.ts';
import { type BatchFailure, PictureBatch } from './picture-batch.ts';
import { StorageFailure } from './storage-failure.ts';

/** How the page answers pictures. */
export interface BatchTools {
  readonly answer: (file: File) => Promise<{ readonly picture: PreparedPicture; readonly outcome: Outcome }>;
  readonly failureOf: (error: unknown) => BatchFailure;
  /** Shows progress. @param share of all that is done */
  readonly progress: (text: string, share?: number) => void;
  readonly signal: AbortSignal;
  /** Whether the page still shows these pictures; the visitor may have chosen others. */
  readonly isCurrent: () => boolean;
}

/** This browser cannot show a picture, so that there is nothing to keep of it. */
class NoPicture extends Error {}

/** Several pictures on the home page: their answers go into the notebook, which the visitor has to allow. */
export class BatchPanel {
  readonly #t: Translator;
  readonly #batch: PictureBatch;
  readonly #view: BatchView;
  #isAllowed = false;

  constructor(t: Translator, files: readonly NamedFile[]) {
    this.#t = t;
    this.#batch = new PictureBatch(files);
    this.#view = new BatchView(t);
  }

  /** Answers what is left, and shows what became of it. */
  async run(tools: BatchTools): Promise<void> {
    const t = this.#t;
    const batch = this.#batch;
    let stopped: string | undefined;
    try {
      const store = await NotebookStore.open();
      if (!(await store.isOn())) {
        if (!this.#isAllowed) {
          this.#offer();
          return;
        }
        await store.switch(true);
        void store.askToStay();
      }
      stopped = await batch.run({
        answer: (file) => this.#answer(store, tools, file),
        failureOf: (error) => this.#failureOf(error, tools),
        tell: (name, n, wait) => {
          const values = { n, all: batch.all, name, wait };
          tools.progress(t(wait > 0 ? 'batch.waiting' : 'batch.progress', values), (n - 1) / batch.all);
          if (wait === 0 && tools.isCurrent()) this.#view.show(batch, true);
        },
        signal: tools.signal,
      });
    } catch (error) {
      if (!(error instanceof StorageFailure)) throw error;
      stopped = t(`keep.${error.kind}`);
    }
    if (tools.isCurrent()) this.#view.show(batch, false, stopped);
  }

  async #answer(store: NotebookStore, tools: BatchTools, file: File): Promise<string> {
    const { picture, outcome } = await tools.answer(file);
    const kept = await keptPicture(picture);
    if (kept === undefined) throw new NoPicture();
    const entry = newEntry(kept.size, entryAnswers(outcome));
    await store.keep(entry, kept);
    void keepClassLists(store, [entry]).catch(() => undefined);
    const classes = new ClassNames(this.#t.language, [], answeredLabels([entry]));
    return classes.short(likeliestOf(entry, classes));
  }

  #failureOf(error: unknown, tools: BatchTools): BatchFailure {
    if (error instanceof StorageFailure) return { text: this.#t(`keep.${error.kind}`), ofPicture: false, wait: 0 };
    if (error instanceof NoPicture) return { text: this.#t('keep.noPicture'), ofPicture: true, wait: 0 };
    return tools.failureOf(error);
  }

  #offer(): void {
    byId('answer', HTMLElement).replaceChildren(nodeOf(<BatchOffer t={this.#t} count={this.#batch.all} />));
    const button = byId('batch-keep', HTMLButtonElement);
    // Pressing it also starts the work again.
    button.addEventListener('click', () => {
      this.#isAllowed = true;
    });
    button.focus();
  }
}
