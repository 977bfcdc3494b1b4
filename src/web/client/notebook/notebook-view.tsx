import { formatBytes, formatNumber } from '../../../i18n/numbers.ts';
import type { NotebookKey, ScriptKey, Translator } from '../../../i18n/texts.ts';
import { Failure } from '../../answer/failure.tsx';
import { byId, nodeOf } from '../dom.ts';
import { MissingScript } from '../missing-script.ts';
import { canvasContext } from '../picture/prepared-picture.ts';
import { EntryItem } from './entry-item.tsx';
import type { ClassNames } from './class-names.ts';
import type { NotebookEntry } from './entry.ts';
import { StorageFailure } from './storage-failure.ts';
import type { TrainingSet } from './training-set.ts';
import { TrainingTable } from './training-table.tsx';

/** Longer side of a picture in the list in pixels: 6 rem on a screen of three pixels each. */
const THUMBNAIL = 288;

/** What the page lists. */
export interface Listed {
  readonly entries: readonly NotebookEntry[];
  /** How many of them are shown. */
  readonly shown: number;
  /** How many there are in all. */
  readonly all: number;
  readonly classes: ClassNames;
  /** The entries that the visitor is changing. */
  readonly edited: ReadonlySet<string>;
}

interface ViewSources {
  readonly titleOf: (model: string) => string;
  readonly pictureOf: (id: string) => Promise<Blob | undefined>;
}

/** The parts of the page at `/notebook` that change. */
export class NotebookView {
  readonly #t: Translator<ScriptKey | NotebookKey>;
  readonly #sources: ViewSources;
  readonly #entries = byId('entries', HTMLElement);
  readonly #status = byId('status', HTMLElement);
  /** What was made of an entry last, and how it was written then. */
  readonly #items = new Map<string, { readonly item: HTMLElement; readonly html: string }>();

  constructor(t: Translator<ScriptKey | NotebookKey>, sources: ViewSources) {
    this.#t = t;
    this.#sources = sources;
  }

  /** Shows the switch. @param mayGo whether the browser may clear the notebook by itself */
  showSwitch(on: boolean, mayGo: boolean): void {
    byId('keep-switch', HTMLInputElement).checked = on;
    byId('may-go', HTMLElement).hidden = !(on && mayGo);
  }

  /** Shows the list, or that there is nothing yet. */
  showList(listed: Listed): void {
    const { entries, shown, all } = listed;
    byId('contents', HTMLElement).hidden = all === 0;
    byId('empty', HTMLElement).hidden = all > 0;
    if (all === 0) this.#showEmpty();
    const items = entries.slice(0, shown).map((entry) => this.#itemOf(entry, listed));
    const { children } = this.#entries;
    if (children.length !== items.length || items.some((item, i) => item !== children[i])) {
      this.#entries.replaceChildren(...items);
    }
    this.#showCount(listed);
    const more = byId('more', HTMLButtonElement);
    more.hidden = entries.length <= shown;
    more.textContent = this.#t('notebook.more', { count: formatNumber(this.#t, entries.length - shown) });
  }

  /** Shows one entry anew. @returns its element; null if it is not among those that are shown */
  showEntry(entry: NotebookEntry, listed: Listed): HTMLElement | null {
    this.#showCount(listed);
    const item = this.#entries.querySelector<HTMLElement>(`li[data-entry="${entry.id}"]`);
    if (item === null) return null;
    const made = this.#itemOf(entry, listed);
    if (made !== item) item.replaceWith(made);
    return made;
  }

  /** Whether the form of an entry has something in it that is not saved. */
  isWrittenTo(id: string): boolean {
    const inputs = this.#items.get(id)?.item.querySelectorAll('input') ?? [];
    return [...inputs].some(({ value, defaultValue }) => value !== defaultValue);
  }

  /** Shows what a ZIP would have. @param file its name */
  showTraining(set: TrainingSet, file: string): void {
    byId('training', HTMLElement).replaceChildren(nodeOf(<TrainingTable t={this.#t} set={set} file={file} />));
    for (const button of document.querySelectorAll<HTMLButtonElement>('[data-act=zip]'))
      button.disabled = set.size === 0;
  }

  /** Says what became of an export. */
  showExported(...sentences: readonly string[]): void {
    byId('exported', HTMLElement).textContent = sentences.join(' ');
  }

  /** Says something to those who do not see the page. */
  say(sentence: string): void {
    this.#status.textContent = sentence;
  }

  /** Shows why something was not done; null removes it. */
  showFailure(error: unknown): void {
    byId('failure', HTMLElement).replaceChildren(...(error === null ? [] : [nodeOf(this.#failure(error))]));
  }

  #failure(error: unknown): unknown {
    const t = this.#t;
    if (error instanceof StorageFailure) return <Failure t={t} text={t(`keep.${error.kind}`)} />;
    const actions = [{ act: 'reload', text: t('act.reload') }];
    if (error instanceof MissingScript) return <Failure t={t} text={t('notebook.noScript')} actions={actions} />;
    return <Failure t={t} text={t('notebook.broke')} detail={String(error)} actions={actions} />;
  }

  /** Asks a question that is answered with yes or no. */
  async confirms(question: string): Promise<boolean> {
    const dialog = byId('confirm', HTMLDialogElement);
    byId('question', HTMLElement).textContent = question;
    // What Escape leaves behind is no answer.
    dialog.returnValue = '';
    dialog.showModal();
    await new Promise((resolve) => {
      dialog.addEventListener('close', resolve, { once: true });
    });
    return dialog.returnValue === 'yes';
  }

  #showEmpty(): void {
    const t = this.#t;
    byId('empty', HTMLElement).replaceChildren(
      nodeOf(
        <div class="card">
          <p>{t.parts('notebook.empty', { take: <a href="/">{t('notebook.take')}</a> })}</p>
        </div>,
      ),
    );
  }

  #showCount({ entries, all }: Listed): void {
    const t = this.#t;
    const values = {
      found: formatNumber(t, entries.length),
      count: formatNumber(t, all),
      checked: formatNumber(t, entries.filter(({ truth }) => truth !== null).length),
      size: formatBytes(
        t,
        entries.reduce((sum, { bytes }) => sum + bytes, 0),
      ),
    };
    const nothing = entries.length === 0 ? 'notebook.nothing' : 'notebook.found';
    byId('count', HTMLElement).textContent = t(entries.length === all ? 'notebook.count' : nothing, values);
  }

  #itemOf(entry: NotebookEntry, { classes, edited }: Listed): HTMLElement {
    const editing = edited.has(entry.id);
    const before = this.#items.get(entry.id);
    // What is written in an open form stays.
    if (editing && before?.item.querySelector('form')) return before.item;
    const { titleOf } = this.#sources;
    const item = nodeOf(
      <EntryItem t={this.#t} entry={entry} classes={classes} titleOf={titleOf} editing={editing} />,
    ) as HTMLElement;
    const html = item.outerHTML;
    // The visitor may be pressing a button in it when all names of classes arrive.
    if (before?.html === html) return before.item;
    this.#items.set(entry.id, { item, html });
    const canvas = item.querySelector('canvas');
    if (canvas !== null) void this.#draw(canvas, entry.id, editing);
    return item;
  }

  async #draw(canvas: HTMLCanvasElement, id: string, whole: boolean): Promise<void> {
    try {
      const picture = await this.#sources.pictureOf(id);
      if (picture === undefined) return;
      const bitmap = await createImageBitmap(picture);
      const scale = whole ? 1 : Math.min(1, THUMBNAIL / Math.max(bitmap.width, bitmap.height));
      canvas.width = Math.max(1, Math.round(bitmap.width * scale));
      canvas.height = Math.max(1, Math.round(bitmap.height * scale));
      const context = canvasContext(canvas);
      context.imageSmoothingQuality = 'high';
      context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      bitmap.close();
    } catch (error) {
      // The entry is of use without its picture.
      console.error(error);
    }
  }
}
