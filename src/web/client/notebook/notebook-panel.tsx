import type { Translator } from '../../../i18n/texts.ts';
import { nodeOf } from '../dom.ts';
import type { Outcome } from '../outcome.ts';
import type { NamedFile } from '../picture/named-files.ts';
import type { PreparedPicture } from '../picture/prepared-picture.ts';
import type { BatchPanel } from './batch-panel.tsx';
import { answeredLabels, keepClassLists, keptClassNames, offerNames, readClassNames } from './class-lists.ts';
import { ClassNames } from './class-names.ts';
import { entryAnswers } from './entry-answers.ts';
import { likeliestOf, truthOf } from './entry-class.ts';
import { type EntryAnswer, newEntry, type NotebookEntry, withAnswers } from './entry.ts';
import { KeepSwitch } from '../../pages/notebook/keep-switch.tsx';
import { keptPicture } from './kept-picture.ts';
import { CLASS_LIST, NameField } from './name-field.tsx';
import { NotebookStore } from './notebook-store.ts';
import { StorageFailure } from './storage-failure.ts';

/** What was answered last. */
interface Current {
  readonly picture: PreparedPicture;
  readonly entry: NotebookEntry;
  readonly isKept: boolean;
}

/** Why the notebook does not do what the visitor wants. */
type Fault = 'keep.noPicture' | `keep.${StorageFailure['kind']}`;

/**
 * The notebook's part of the home page: below an answer, the switch by which answers are kept, and a field that says what
 * the picture is. Nothing is kept before the visitor has switched it on.
 */
export class NotebookPanel {
  readonly #t: Translator;
  #store: NotebookStore | undefined;
  #current: Current | undefined;
  #fault: Fault | undefined;
  #classes: ClassNames;
  /** Ends when nothing is being done; one thing is done at a time. */
  #work = Promise.resolve();

  constructor(t: Translator) {
    this.#t = t;
    this.#classes = new ClassNames(t.language, []);
  }

  /**
   * A picture was answered. Answers of other models to the same picture are added to its entry.
   *
   * @param restored whether it was answered before the page was left or loaded anew: then it is in the notebook, or is not to be
   * @returns resolves when the answer is kept, if it is to be, and shown
   */
  async answered(picture: PreparedPicture, outcome: Outcome, restored: boolean): Promise<void> {
    const answers = entryAnswers(outcome);
    await this.#start(async () => {
      const before = this.#current?.picture === picture ? this.#current : undefined;
      const entry = before === undefined ? newEntry(0, answers) : withAnswers(before.entry, answers);
      this.#current = { picture, entry, isKept: before?.isKept ?? false };
      this.#classes = new ClassNames(this.#t.language, [], answeredLabels([entry]));
      this.#fault = undefined;
      if (!(await this.#isOn())) return;
      if (restored) await this.#find(answers);
      else await this.#keep((kept) => withAnswers(kept, answers));
      if (this.#current.isKept) void this.#learnNames(this.#current.entry);
    });
  }

  /** Goes on with the entry that has these answers, if it is still there. */
  async #find(answers: readonly EntryAnswer[]): Promise<void> {
    const isThis = (a: EntryAnswer) => (b: EntryAnswer) => a.model === b.model && a.where === b.where && a.ms === b.ms;
    const entries = await (await this.#opened()).entries();
    const entry = entries.find((each) => answers.every((answer) => each.answers.some(isThis(answer))));
    if (entry !== undefined && this.#current !== undefined) this.#current = { ...this.#current, entry, isKept: true };
  }

  /** Several pictures, to be answered into the notebook. */
  async several(files: readonly NamedFile[]): Promise<BatchPanel> {
    const { BatchPanel } = await import('./batch-panel.tsx');
    return new BatchPanel(this.#t, files);
  }

  /** Does something after what is being done, and shows how it ended. */
  #start(work: () => Promise<void>): Promise<void> {
    const before = this.#work.catch(() => undefined);
    this.#work = before.then(async () => {
      try {
        await work();
      } catch (error) {
        if (!(error instanceof StorageFailure)) throw error;
        this.#fault = `keep.${error.kind}`;
      }
      await this.#show();
    });
    return this.#work;
  }

  async #opened(): Promise<NotebookStore> {
    this.#store ??= await NotebookStore.open();
    return this.#store;
  }

  /** Where nothing can be kept, nothing is on; the visitor hears of it when they want something kept. */
  async #isOn(): Promise<boolean> {
    try {
      return await (await this.#opened()).isOn();
    } catch {
      return false;
    }
  }

  /** Keeps the picture and its answers. @param change of the entry, if it is kept already */
  async #keep(change: (entry: NotebookEntry) => NotebookEntry): Promise<void> {
    const current = this.#current;
    if (current === undefined) return;
    const store = await this.#opened();
    const changed = current.isKept ? await store.change(current.entry.id, change) : undefined;
    if (changed !== undefined) {
      this.#current = { ...current, entry: changed };
      return;
    }
    const picture = await keptPicture(current.picture);
    if (picture === undefined) {
      this.#fault = 'keep.noPicture';
      return;
    }
    const entry = { ...change(current.entry), bytes: picture.size };
    await store.keep(entry, picture);
    this.#current = { ...current, entry, isKept: true };
  }

  async #switch(on: boolean): Promise<void> {
    this.#fault = undefined;
    await (await this.#opened()).switch(on);
    if (!on) return;
    await this.#keep((entry) => entry);
    void this.#store?.askToStay();
    if (this.#current?.isKept === true) void this.#learnNames(this.#current.entry);
  }

  async #name(truth: string): Promise<void> {
    this.#fault = undefined;
    await this.#keep((entry) => ({ ...entry, truth: truth === '' ? null : truth }));
  }

  async #show(): Promise<void> {
    // It changes with the answer.
    const [slot, current] = [document.getElementById('keeping'), this.#current];
    if (slot === null || current === undefined) return;
    const on = await this.#isOn();
    const focused = slot.contains(document.activeElement) ? document.activeElement?.id : undefined;
    slot.replaceChildren(nodeOf(this.#card(on, current)));
    this.#watch(slot);
    if (focused !== undefined && focused !== '') document.getElementById(focused)?.focus();
  }

  #card(on: boolean, { entry, isKept }: Current): unknown {
    const t = this.#t;
    const shown = entry.truth === null ? null : this.#classes.short(truthOf(entry, this.#classes));
    return (
      <section class="card keeping" aria-label={t('nav.notebook')}>
        <KeepSwitch t={t} on={on} />
        {this.#fault !== undefined && (
          <p class="fault" role="alert">
            {t(this.#fault)}
          </p>
        )}
        {on && isKept && (
          <>
            <p role="status">
              {t.parts('keep.kept', { notebook: <a href="/notebook">{t('keep.notebook')}</a> })}
              {shown !== null && ` ${t('keep.truth', { label: shown })}`}
            </p>
            <form class="naming">
              <NameField t={t} id="truth" value={this.#classes.inField(truthOf(entry, this.#classes))} />
              <div class="row">
                <button type="submit" id="name-it">
                  {t('keep.save')}
                </button>
                {entry.truth === null && (
                  <button type="button" class="secondary" id="is-right">
                    {t('keep.right', { label: this.#classes.short(likeliestOf(entry, this.#classes)) })}
                  </button>
                )}
              </div>
            </form>
            <datalist id={CLASS_LIST}></datalist>
          </>
        )}
      </section>
    );
  }

  #watch(slot: HTMLElement): void {
    const field = slot.querySelector<HTMLInputElement>('#truth');
    slot.querySelector<HTMLInputElement>('#keep-switch')?.addEventListener('change', ({ currentTarget }) => {
      const { checked } = currentTarget as HTMLInputElement;
      void this.#start(() => this.#switch(checked));
    });
    // A list of a thousand names is fetched only for those who want to choose from it.
    field?.addEventListener('focus', () => void this.#offerNames(), { once: true });
    slot.querySelector('form')?.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#start(() => this.#name(this.#classes.resolve(field?.value ?? '')));
    });
    slot.querySelector('#is-right')?.addEventListener('click', () => {
      void this.#start(async () => {
        if (this.#current !== undefined) await this.#name(likeliestOf(this.#current.entry, this.#classes));
      });
    });
  }

  /** Keeps the names of all classes, for times without a network, and calls those of this entry by them. */
  async #learnNames(entry: NotebookEntry): Promise<void> {
    const store = this.#store;
    if (store === undefined) return;
    try {
      await keepClassLists(store, [entry]);
      const classes = await keptClassNames(this.#t.language, store, [entry]);
      if (this.#current?.entry.id !== entry.id) return;
      this.#classes = classes;
      // Whoever is writing is not disturbed.
      const slot = document.getElementById('keeping');
      if (slot?.contains(document.activeElement) === false) await this.#show();
    } catch (error) {
      if (!(error instanceof StorageFailure)) throw error;
    }
  }

  async #offerNames(): Promise<void> {
    if (this.#store === undefined || this.#current === undefined) return;
    // Those of the server may take a moment.
    offerNames(this.#classes);
    this.#classes = await readClassNames(this.#t.language, this.#store, [this.#current.entry]);
    offerNames(this.#classes);
  }
}
