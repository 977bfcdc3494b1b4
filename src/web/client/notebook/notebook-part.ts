import type { Translator } from '../../../i18n/texts.ts';
import { MissingScript } from '../missing-script.ts';
import type { NamedFile } from '../picture/named-files.ts';
import type { BatchPanel } from './batch-panel.tsx';
import type * as Notebook from './notebook-panel.tsx';

/** The notebook's part of the home page, whose script is loaded when it is first needed. */
export class NotebookPart {
  readonly #script: string;
  readonly #t: Translator;
  #panel: Promise<Notebook.NotebookPanel> | undefined;

  /** @param script path of its script */
  constructor(script: string, t: Translator) {
    [this.#script, this.#t] = [script, t];
  }

  /** The notebook's part; undefined if it did not come, because an answer is of use without. */
  panel(): Promise<Notebook.NotebookPanel | undefined> {
    this.#panel ??= (import(this.#script) as Promise<typeof Notebook>).then(
      ({ NotebookPanel }) => new NotebookPanel(this.#t),
    );
    return this.#panel.catch(() => {
      this.#panel = undefined;
      return undefined;
    });
  }

  /**
   * Several pictures, to be answered into the notebook.
   * @throws MissingScript
   */
  async several(files: readonly NamedFile[]): Promise<BatchPanel> {
    const panel = await this.panel();
    if (panel === undefined) throw new MissingScript();
    return panel.several(files).catch(() => {
      throw new MissingScript();
    });
  }
}
