import { byId } from './dom.ts';

/** A server that takes longer is asked again later. */
const PATIENCE_MS = 10_000;

/**
 * Keeps a part of a page as the server would render it now: asks for the page again and puts the part in its place, as
 * long as somebody looks and has not paused it.
 */
export class LiveBoard {
  readonly #board: HTMLElement;
  readonly #status = byId('live', HTMLElement);
  readonly #pause = byId('pause', HTMLButtonElement);
  #paused = false;
  #asking = new AbortController();
  #last = new Date();

  /** @param board the part, which the server's page has under the same id */
  constructor(board: HTMLElement) {
    this.#board = board;
    const [pause, resume] = [this.#pause.textContent, this.#text('resume', this.#pause)];
    this.#pause.addEventListener('click', () => {
      this.#paused = !this.#paused;
      this.#pause.textContent = this.#paused ? resume : pause;
      this.#tell();
      if (!this.#paused) this.refresh();
    });
    const look = (): void => {
      if (!this.#paused && document.visibilityState === 'visible' && !this.#isRead()) this.refresh();
    };
    setInterval(look, 1000 * Number(this.#text('seconds')));
    document.addEventListener('visibilitychange', look);
    this.#tell();
  }

  /** Shows what the server says now; a question that is still open is dropped. */
  refresh(): void {
    this.#asking.abort();
    const asking = new AbortController();
    this.#asking = asking;
    fetch(location.href, { signal: AbortSignal.any([asking.signal, AbortSignal.timeout(PATIENCE_MS)]) })
      .then(async (response) => {
        const page = new DOMParser().parseFromString(await response.text(), 'text/html');
        const board = page.getElementById(this.#board.id);
        if (asking.signal.aborted) return;
        // An error that is no page has no board.
        if (board === null) throw new Error(`status ${response.status}`);
        this.#replaceBy(board);
        this.#last = new Date();
        this.#tell();
      })
      .catch(() => {
        if (asking === this.#asking) this.#status.textContent = this.#text('stale');
      });
  }

  #replaceBy(board: HTMLElement): void {
    const open = [...this.#board.querySelectorAll('details[open]')].map(({ id }) => id);
    const focused = document.activeElement?.closest('details')?.id;
    this.#board.replaceChildren(...board.childNodes);
    for (const id of open) document.getElementById(id)?.setAttribute('open', '');
    if (focused !== undefined) document.getElementById(focused)?.querySelector('summary')?.focus();
  }

  /** Whether somebody has marked something in it, which a replacement would undo. */
  #isRead(): boolean {
    const selection = getSelection();
    return selection !== null && !selection.isCollapsed && this.#board.contains(selection.anchorNode);
  }

  #tell(): void {
    const text = this.#text(this.#paused ? 'paused' : 'live');
    this.#status.textContent = text.replace('{time}', this.#last.toLocaleTimeString(document.documentElement.lang));
  }

  #text(name: string, element = this.#status): string {
    return element.dataset[name] ?? '';
  }
}
