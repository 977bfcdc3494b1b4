import { createTranslator } from '../../i18n/texts.ts';
import { PAGE_DATA, type PageData } from '../pages/home/page-data.ts';
import { HomeController } from './controller.ts';
import { byId } from './dom.ts';
import { watchPictureInput } from './picture/picture-input.ts';
import { takeSharedPicture } from './picture/shared-picture.ts';

// The Worker that serves this script writes the data, too.
const data = JSON.parse(byId(PAGE_DATA, HTMLScriptElement).text) as PageData;
const t = createTranslator(data.language, data.texts);

const notice = byId('offline', HTMLElement);
function showConnection(): void {
  notice.textContent = navigator.onLine ? '' : t('offline.notice');
}
addEventListener('online', showConnection);
addEventListener('offline', showConnection);
showConnection();

// The page has no tool while the deployment does not compute for this visitor.
if (document.getElementById('tool') !== null) {
  const controller = new HomeController(data, t);
  watchPictureInput({ onFile: controller.choose, onSample: controller.chooseSample });
  void takeSharedPicture().then(controller.chooseShared);
}

// Browsers have service workers only over TLS and on localhost, and some never.
if ('serviceWorker' in navigator) {
  navigator.serviceWorker.register('/service-worker.js').catch((error: unknown) => {
    console.error(error);
  });
}
