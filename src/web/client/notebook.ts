import { createTranslator, type NotebookKey, type ScriptKey } from '../../i18n/texts.ts';
import { PAGE_DATA } from '../pages/home/page-data.ts';
import type { NotebookData } from '../pages/notebook/page-data.ts';
import { byId } from './dom.ts';
import { NotebookPage } from './notebook/notebook-page.ts';
import { registerServiceWorker } from './register-service-worker.ts';

// The Worker that serves this script writes the data, too.
const data = JSON.parse(byId(PAGE_DATA, HTMLScriptElement).text) as NotebookData;
new NotebookPage(data, createTranslator<ScriptKey | NotebookKey>(data.language, data.texts)).open();
registerServiceWorker();
