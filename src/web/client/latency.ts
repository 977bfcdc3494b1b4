import { byId } from './dom.ts';
import { LiveBoard } from './live-board.ts';

document.documentElement.classList.add('js');

const board = new LiveBoard(byId('board', HTMLElement));
const filter = byId('filter', HTMLFormElement);

/** Shows what is chosen, which the address then says, too. */
function show(): void {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(filter)) {
    if (typeof value === 'string' && value !== '') query.set(name, value);
  }
  history.replaceState(null, '', `?${query.toString()}`);
  // The same figures in the other language.
  for (const link of document.querySelectorAll<HTMLAnchorElement>('nav a[hreflang]')) {
    link.search = `?${query.toString()}&lang=${link.hreflang}`;
  }
  board.refresh();
}

filter.addEventListener('change', show);
// Something else was chosen before this script ran, or by a browser that restores forms.
if ([...filter.querySelectorAll('option')].some((option) => option.selected !== option.defaultSelected)) show();
