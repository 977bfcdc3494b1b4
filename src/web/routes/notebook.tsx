import { createMiddleware } from 'hono/factory';

import type { AppEnv } from '../../api/app-env.ts';
import { listModels } from '../../catalogue/registry.ts';
import { notebookTexts } from '../../i18n/english.ts';
import { NotebookPage } from '../pages/notebook/page.tsx';
import { pageTexts, pageTranslator } from './language.ts';

/** `GET /notebook`: the frame of the notebook. What is in it only the visitor's browser knows. */
export const notebookPage = createMiddleware<AppEnv>(async (c) => {
  const t = pageTranslator(c);
  const models = listModels().map(({ name, title }) => ({ name, title }));
  const data = { language: t.language, texts: notebookTexts(pageTexts(c)), models };
  return c.html(<NotebookPage t={t} data={data} />);
});
