import { formatNumber } from '../../../i18n/numbers.ts';
import type { NotebookKey, ScriptKey, Translator } from '../../../i18n/texts.ts';
import type { NotebookData } from '../../pages/notebook/page-data.ts';
import { byId } from '../dom.ts';
import { MissingScript } from '../missing-script.ts';
import { keptClassNames, offerNames, readClassNames } from './class-lists.ts';
import { ClassNames } from './class-names.ts';
import { notebookCsv } from './csv.ts';
import { download } from './download.ts';
import { likeliestOf } from './entry-class.ts';
import { isoTime, type NotebookEntry } from './entry.ts';
import { NotebookStore } from './notebook-store.ts';
import { type Listed, NotebookView } from './notebook-view.tsx';
import { matches } from './search.ts';
import { StorageFailure } from './storage-failure.ts';
import { type TrainingSet, trainingSet } from './training-set.ts';

/** How many entries are shown before the visitor asks for more. */
const PAGE = 30;

/** Does what the visitor asks for on the page at `/notebook`. */
export class NotebookPage {
  readonly #t: Translator<ScriptKey | NotebookKey>;
  readonly #models: NotebookData['models'];
  readonly #view: NotebookView;
  readonly #unchecked = byId('unchecked', HTMLInputElement);
  #store: NotebookStore | undefined;
  #entries: readonly NotebookEntry[] = [];
  #classes: ClassNames;
  #search = '';
  #shown = PAGE;
  /** Entries whose form is open. */
  readonly #edited = new Set<string>();

  constructor({ models }: NotebookData, t: Translator<ScriptKey | NotebookKey>) {
    this.#models = models;
    this.#t = t;
    this.#classes = new ClassNames(t.language, []);
    this.#view = new NotebookView(t, {
      titleOf: (name) => this.#titleOf(name),
      pictureOf: async (id) => this.#store?.picture(id),
    });
    const main = byId('main', HTMLElement);
    main.addEventListener('click', ({ target }) => {
      const button = target instanceof Element ? target.closest<HTMLElement>('[data-act]') : null;
      if (button !== null) this.#start(() => this.#act(button.dataset['act'] ?? '', idOf(button)));
    });
    main.addEventListener('change', ({ target }) => {
      if (target instanceof HTMLInputElement && target.id === 'keep-switch') this.#start(() => this.#switch(target));
    });
    main.addEventListener('submit', (event) => {
      const form = event.target;
      if (!(form instanceof HTMLFormElement) || form.method === 'dialog') return;
      event.preventDefault();
      if (form.dataset['entry'] !== undefined) this.#start(() => this.#save(form));
    });
    byId('words', HTMLInputElement).addEventListener('input', ({ target }) => {
      this.#search = target instanceof HTMLInputElement ? target.value : '';
      this.#shown = PAGE;
      this.#showList();
    });
    this.#unchecked.addEventListener('change', () => {
      this.#showTraining();
    });
  }

  /** Shows what the browser keeps; again whenever the visitor comes back, who may have taken pictures elsewhere. */
  open(): void {
    this.#start(() => this.#read());
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible' && this.#edited.size === 0) this.#start(() => this.#read());
    });
  }

  /** Starts some work, and shows why it did not come to its end. */
  #start(work: () => Promise<void>): void {
    work().then(
      () => {
        this.#view.showFailure(null);
      },
      (error: unknown) => {
        this.#view.showFailure(error);
        if (!(error instanceof StorageFailure || error instanceof MissingScript)) throw error;
      },
    );
  }

  async #read(): Promise<void> {
    const store = await this.#opened();
    this.#entries = await store.entries();
    await this.#showSwitch(store);
    this.#classes = await keptClassNames(this.#t.language, store, this.#entries);
    offerNames(this.#classes);
    this.#showList();
    // Those of the server may take a moment.
    this.#classes = await readClassNames(this.#t.language, store, this.#entries);
    offerNames(this.#classes);
    if (this.#edited.size === 0) this.#showList();
  }

  async #act(act: string, id: string): Promise<void> {
    const entry = this.#entries.find((each) => each.id === id);
    switch (act) {
      case 'edit':
        this.#edit(id);
        return;
      case 'leave':
        this.#leave(id);
        return;
      case 'confirm':
        if (entry !== undefined) await this.#change(id, { truth: likeliestOf(entry, this.#classes) });
        return;
      case 'delete':
        await this.#delete([id], this.#t('notebook.reallyOne'));
        return;
      case 'delete-listed': {
        const ids = this.#listed().entries.map((each) => each.id);
        await this.#delete(ids, this.#t('notebook.really', { count: formatNumber(this.#t, ids.length) }));
        return;
      }
      case 'more':
        this.#shown += PAGE;
        this.#showList();
        return;
      case 'csv':
        this.#exportCsv();
        return;
      case 'zip':
        await this.#exportZip();
        return;
      case 'reload':
        location.reload();
    }
  }

  async #switch(input: HTMLInputElement): Promise<void> {
    try {
      const store = await this.#opened();
      await store.switch(input.checked);
      if (input.checked) await store.askToStay();
      await this.#showSwitch(store);
    } catch (error) {
      input.checked = !input.checked;
      throw error;
    }
  }

  #edit(id: string): void {
    // One form is enough, as long as nothing is lost with the others.
    for (const other of this.#edited) {
      if (this.#view.isWrittenTo(other)) continue;
      this.#edited.delete(other);
      this.#showAnew(other);
    }
    this.#edited.add(id);
    this.#showAnew(id)?.querySelector('input')?.focus();
  }

  #leave(id: string): void {
    this.#edited.delete(id);
    this.#showAnew(id)?.querySelector<HTMLElement>('[data-act=edit]')?.focus();
  }

  async #save(form: HTMLFormElement): Promise<void> {
    const fields = new FormData(form);
    const text = (name: string): string => {
      const value = fields.get(name);
      return typeof value === 'string' ? value.trim() : '';
    };
    const named = this.#classes.resolve(text('truth'));
    const id = form.dataset['entry'] ?? '';
    await this.#change(id, { truth: named === '' ? null : named, place: text('place'), note: text('note') });
  }

  async #change(id: string, change: Partial<NotebookEntry>): Promise<void> {
    const store = await this.#opened();
    const after = await store.change(id, (entry) => ({ ...entry, ...change }));
    this.#edited.delete(id);
    if (after === undefined) {
      await this.#read();
      return;
    }
    this.#entries = this.#entries.map((entry) => (entry.id === id ? after : entry));
    this.#showAnew(id)?.querySelector<HTMLElement>('[data-act=edit]')?.focus();
    this.#showTraining();
    this.#view.say(this.#t('notebook.saved'));
  }

  async #delete(ids: readonly string[], question: string): Promise<void> {
    if (!(await this.#view.confirms(question))) return;
    const store = await this.#opened();
    await store.remove(ids);
    this.#entries = this.#entries.filter(({ id }) => !ids.includes(id));
    for (const id of ids) this.#edited.delete(id);
    this.#showList();
    this.#view.say(this.#t('notebook.deleted'));
    // What had the focus is gone.
    byId(this.#entries.length > 0 ? 'words' : 'keep-switch', HTMLInputElement).focus();
  }

  #exportCsv(): void {
    const { entries } = this.#listed();
    download(new Blob([notebookCsv(entries, this.#classes)], { type: 'text/csv;charset=utf-8' }), exportName('csv'));
    this.#view.showExported(this.#t('notebook.exported', { count: formatNumber(this.#t, entries.length) }));
  }

  async #exportZip(): Promise<void> {
    const store = await this.#opened();
    const { trainingZip } = await import('./training-zip.ts').catch(() => {
      throw new MissingScript();
    });
    const { file, pictures, doubles } = await trainingZip(this.#training(), ({ id }) => store.picture(id));
    download(file, exportName('zip'));
    this.#view.showExported(
      this.#t('notebook.exported', { count: formatNumber(this.#t, pictures) }),
      ...(doubles > 0 ? [this.#t('notebook.doubles', { count: formatNumber(this.#t, doubles) })] : []),
    );
  }

  async #opened(): Promise<NotebookStore> {
    this.#store ??= await NotebookStore.open();
    return this.#store;
  }

  async #showSwitch(store: NotebookStore): Promise<void> {
    const mayGo = 'storage' in navigator && !(await navigator.storage.persisted());
    this.#view.showSwitch(await store.isOn(), mayGo);
  }

  #showList(): void {
    this.#view.showList(this.#listed());
    this.#showTraining();
  }

  #showAnew(id: string): HTMLElement | null {
    const entry = this.#entries.find((each) => each.id === id);
    return entry === undefined ? null : this.#view.showEntry(entry, this.#listed());
  }

  #showTraining(): void {
    this.#view.showTraining(this.#training(), exportName('zip'));
  }

  #training(): TrainingSet {
    return trainingSet(this.#listed().entries, this.#classes, this.#unchecked.checked);
  }

  #listed(): Listed {
    const named = { titleOf: (name: string) => this.#titleOf(name), classes: this.#classes };
    const found = this.#entries.filter((entry) => matches(entry, this.#search, named));
    const [shown, all] = [this.#shown, this.#entries.length];
    return { entries: found, shown, all, classes: this.#classes, edited: this.#edited };
  }

  #titleOf(name: string): string {
    return this.#models.find((model) => model.name === name)?.title ?? name;
  }
}

/** Id of the entry that a button belongs to; empty if to none. */
function idOf(button: Element): string {
  return button.closest<HTMLElement>('[data-entry]')?.dataset['entry'] ?? '';
}

function exportName(extension: 'csv' | 'zip'): string {
  return `notebook-${isoTime(Date.now()).slice(0, 10)}.${extension}`;
}
