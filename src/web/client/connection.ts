import type { Translator } from '../../i18n/texts.ts';
import { byId } from './dom.ts';

/** Says in an element of the page that there is no network, as long as there is none. */
export function watchConnection(t: Translator): void {
  const notice = byId('offline', HTMLElement);
  const tell = (): void => {
    notice.textContent = navigator.onLine ? '' : t('offline.notice');
  };
  addEventListener('online', tell);
  addEventListener('offline', tell);
  tell();
}
