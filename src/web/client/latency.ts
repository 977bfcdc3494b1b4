import { unfoldCards, watchWidth } from './cards.ts';
import { byId } from './dom.ts';
import { LiveDashboard } from './live-dashboard.ts';

const board = byId('board', HTMLElement);
unfoldCards(board);
watchWidth(board);
const dashboard = new LiveDashboard(board, unfoldCards);
const filter = byId('filter', HTMLFormElement);

/** Shows the chosen figures, and writes the choice into the address. */
function show(): void {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(filter)) {
    if (typeof value === 'string' && value !== '') query.set(name, value);
  }
  history.replaceState(null, '', `?${query.toString()}`);
  // The link to the other language keeps the choice.
  for (const link of document.querySelectorAll<HTMLAnchorElement>('nav a[hreflang]')) {
    link.search = `?${query.toString()}&lang=${link.hreflang}`;
  }
  dashboard.refresh();
}

filter.addEventListener('change', show);
// The visitor chose something before this script ran, or the browser restored the form.
if ([...filter.querySelectorAll('option')].some((option) => option.selected !== option.defaultSelected)) show();
