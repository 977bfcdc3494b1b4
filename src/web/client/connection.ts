import type { Say } from '../../i18n/texts.ts';
import { byId } from './dom.ts';

/** Says in an element of the page that there is no network, as long as there is none. */
export function watchConnection(say: Say): void {
  const notice = byId('offline', HTMLElement);
  const tell = (): void => {
    notice.textContent = navigator.onLine ? '' : say('offline.notice');
  };
  addEventListener('online', tell);
  addEventListener('offline', tell);
  tell();
}
