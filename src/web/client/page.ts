import { PAGE_DATA, type PageData } from '../home/page-data.ts';
import { createTranslator } from '../../i18n/texts.ts';
import { watchConnection } from './connection.ts';
import { byId } from './dom.ts';
import { takeIn } from './picture/intake.ts';
import { takeShared } from './picture/shared-picture.ts';
import { Visit } from './visit.ts';

document.documentElement.classList.add('js');

// Written by the Worker that serves this script, too.
const data = JSON.parse(byId(PAGE_DATA, HTMLScriptElement).text) as PageData;
watchConnection(createTranslator(data.language, data.texts));

// Without it the deployment computes for nobody who looks at this page, or not yet.
if (document.getElementById('tool') !== null) {
  const visit = new Visit(data);
  takeIn({ onFile: visit.choose, onSample: visit.chooseSample });
  void takeShared().then(visit.chooseShared);
}

// Only over TLS and on localhost, and not everywhere even there.
if ('serviceWorker' in navigator) {
  navigator.serviceWorker.register('/service-worker.js').catch((error: unknown) => {
    console.error(error);
  });
}
