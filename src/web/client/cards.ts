/** From this width on the cards are seen side by side with their charts; as in latency.css. */
const ROOMY = matchMedia('(min-width: 60rem)');

const NAME = 'card';

/**
 * Unfolds all cards where there is room for them, and lets each be folded by itself: without their name, of which the browser
 * keeps one open. The style sheet shows them from the first paint on, so nothing moves.
 * @param part what the cards are in
 */
export function unfoldCards(part: ParentNode): void {
  if (!ROOMY.matches) return;
  for (const card of part.querySelectorAll<HTMLDetailsElement>(`details[name=${NAME}]`)) {
    card.removeAttribute('name');
    card.open = true;
  }
}

/** Follows the width of the window: what was unfolded is folded but for one card where there is no room any more. */
export function watchWidth(part: ParentNode): void {
  ROOMY.addEventListener('change', () => {
    unfoldCards(part);
    if (ROOMY.matches) return;
    for (const card of part.querySelectorAll('.timed')) card.setAttribute('name', NAME);
  });
}
