import { byId } from './dom.ts';

/** A request that takes longer is given up. */
const TIMEOUT_MS = 10_000;

/**
 * Refreshes a part of the page: requests the page again at intervals and puts the new part in the place of the old one,
 * while the page is visible and not paused.
 */
export class LiveDashboard {
  readonly #board: HTMLElement;
  readonly #prepare: (board: HTMLElement) => void;
  readonly #status = byId('live', HTMLElement);
  readonly #pause = byId('pause', HTMLButtonElement);
  #paused = false;
  #request = new AbortController();
  #last = new Date();

  /**
   * @param board the part; it has the same id in the server's page
   * @param prepare does to a new part what was done to this one
   */
  constructor(board: HTMLElement, prepare: (board: HTMLElement) => void) {
    this.#board = board;
    this.#prepare = prepare;
    const [pause, resume] = [this.#pause.textContent, this.#text('resume', this.#pause)];
    this.#pause.addEventListener('click', () => {
      this.#paused = !this.#paused;
      this.#pause.textContent = this.#paused ? resume : pause;
      this.#showStatus();
      if (!this.#paused) this.refresh();
    });
    const refreshIfSeen = (): void => {
      if (!this.#paused && document.visibilityState === 'visible' && !this.#hasSelection()) this.refresh();
    };
    setInterval(refreshIfSeen, 1000 * Number(this.#text('seconds')));
    document.addEventListener('visibilitychange', refreshIfSeen);
    this.#showStatus();
  }

  /** Refreshes the part now; a request that is still open is aborted. */
  refresh(): void {
    this.#request.abort();
    const request = new AbortController();
    this.#request = request;
    fetch(location.href, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(TIMEOUT_MS)]) })
      .then(async (response) => {
        const page = new DOMParser().parseFromString(await response.text(), 'text/html');
        const board = page.getElementById(this.#board.id);
        if (request.signal.aborted) return;
        // An error may be something else than the page.
        if (board === null) throw new Error(`status ${response.status}`);
        this.#replaceBy(board);
        this.#last = new Date();
        this.#showStatus();
      })
      .catch(() => {
        if (request === this.#request) this.#status.textContent = this.#text('stale');
      });
  }

  #replaceBy(board: HTMLElement): void {
    this.#prepare(board);
    this.#keepOpen(board);
    const focused = document.activeElement?.closest('details')?.id;
    this.#board.replaceChildren(...board.childNodes);
    if (focused !== undefined) document.getElementById(focused)?.querySelector('summary')?.focus();
  }

  /** Opens and closes in a new part what is open and closed now. */
  #keepOpen(board: HTMLElement): void {
    const before = new Map([...this.#board.querySelectorAll('details')].map(({ id, open }) => [id, open]));
    for (const details of board.querySelectorAll('details')) details.open = before.get(details.id) ?? details.open;
    // The one that was open is there no more: another filter, or its requests are too old by now.
    const isOneOpen = (part: HTMLElement): boolean => part.querySelector('details[name][open]') !== null;
    if (isOneOpen(this.#board) && !isOneOpen(board)) board.querySelector('details[name]')?.setAttribute('open', '');
  }

  /** Whether the visitor has selected text in the part; replacing it would undo the selection. */
  #hasSelection(): boolean {
    const selection = getSelection();
    return selection !== null && !selection.isCollapsed && this.#board.contains(selection.anchorNode);
  }

  #showStatus(): void {
    const text = this.#text(this.#paused ? 'paused' : 'live');
    this.#status.textContent = text.replace('{time}', this.#last.toLocaleTimeString(document.documentElement.lang));
  }

  #text(name: string, element = this.#status): string {
    return element.dataset[name] ?? '';
  }
}
