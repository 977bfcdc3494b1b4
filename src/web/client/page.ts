import { PAGE_DATA, type PageData } from '../home/page-data.ts';
import { byId } from './dom.ts';
import { takeIn } from './intake.ts';
import { Visit } from './visit.ts';

document.documentElement.classList.add('js');

// Without it the deployment computes for nobody who looks at this page, or not yet.
if (document.getElementById('tool') !== null) {
  // Written by the Worker that serves this script, too.
  const data = JSON.parse(byId(PAGE_DATA, HTMLScriptElement).text) as PageData;
  const visit = new Visit(data);
  takeIn({ onFile: visit.choose, onSample: visit.chooseSample });
}
