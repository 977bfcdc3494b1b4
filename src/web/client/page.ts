import { createTranslator } from '../../i18n/texts.ts';
import { PAGE_DATA, type PageData } from '../pages/home/page-data.ts';
import { MODEL_CACHE } from '../device/offer.ts';
import { HomeController } from './controller.ts';
import { byId } from './dom.ts';
import { watchPictureInput } from './picture/picture-input.ts';
import { takeSharedPictures } from './picture/shared-pictures.ts';
import { registerServiceWorker } from './register-service-worker.ts';

// The Worker that serves this script writes the data, too.
const data = JSON.parse(byId(PAGE_DATA, HTMLScriptElement).text) as PageData;
const t = createTranslator(data.language, data.texts);

const notice = byId('offline', HTMLElement);
const isOnline = (): boolean => navigator.onLine;
async function showConnection(): Promise<void> {
  notice.textContent = '';
  if (isOnline()) return;
  // Pages without TLS have no caches.
  const hasModels = 'caches' in globalThis && (await caches.has(MODEL_CACHE).catch(() => false));
  // The network may have come back meanwhile.
  if (!isOnline()) notice.textContent = t(hasModels ? 'offline.device' : 'offline.notice');
}
for (const change of ['online', 'offline']) addEventListener(change, () => void showConnection());
void showConnection();

// The page has no tool while the deployment does not compute for this visitor.
if (document.getElementById('tool') !== null) {
  const controller = new HomeController(data, t);
  watchPictureInput({
    onFile: controller.choose,
    onSeveral: controller.chooseSeveral,
    onSample: controller.chooseSample,
    onText: (text) => {
      controller.tell(URL.canParse(text) ? 'fail.pastedUrl' : 'fail.pastedText');
    },
  });
  document.getElementById('live')?.addEventListener('click', controller.live);
  void takeSharedPictures().then(controller.chooseShared).then(controller.restore);
}

registerServiceWorker();
