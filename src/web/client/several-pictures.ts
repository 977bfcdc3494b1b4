import type { ScriptKey } from '../../i18n/texts.ts';
import type { Work } from './current-work.ts';
import type { BatchPanel, BatchTools } from './notebook/batch-panel.tsx';
import type { NamedFile } from './picture/named-files.ts';

/** How the page answers pictures. */
interface SeveralTools extends Omit<BatchTools, 'answer' | 'signal'> {
  readonly open: (files: readonly NamedFile[]) => Promise<BatchPanel>;
  /** Has the place ready that the visitor has chosen. */
  readonly readyPlace: () => Promise<unknown>;
  readonly answer: (file: File, signal: AbortSignal) => ReturnType<BatchTools['answer']>;
  /** There is no picture among what was chosen. */
  readonly none: () => void;
  readonly text: (key: ScriptKey) => string;
}

/** Several pictures, which are answered one after the other: that can be stopped, and goes on where it was. */
export class SeveralPictures {
  readonly #chosen: Promise<readonly NamedFile[]>;
  readonly #tools: SeveralTools;
  #batch: BatchPanel | undefined;
  /** Resolves when what was stopped has ended: a picture that is being kept is kept. */
  #before: Promise<void> = Promise.resolve();
  #waits = false;

  constructor(chosen: Promise<readonly NamedFile[]>, tools: SeveralTools) {
    this.#chosen = chosen;
    this.#tools = tools;
  }

  /** Whether it has stopped, and goes on when the visitor says so. */
  get waits(): boolean {
    return this.#waits;
  }

  /** Answers the pictures, or those that are left. */
  readonly answer: Work = async (signal) => {
    const { open, none, readyPlace, answer, text, ...tools } = this.#tools;
    tools.progress(text('state.reading'));
    await this.#before;
    if (this.#batch === undefined) {
      const files = await this.#chosen;
      if (files.length === 0) {
        none();
        return;
      }
      this.#batch = await open(files);
    }
    await readyPlace();
    signal.throwIfAborted();
    const run = this.#batch.run({ ...tools, answer: (file) => answer(file, signal), signal });
    this.#waits = false;
    this.#before = run
      .catch(() => undefined)
      .finally(() => {
        this.#waits = true;
      });
    await run;
  };
}
