import { createMiddleware } from 'hono/factory';

import { OfflinePage } from '../pages/offline.tsx';
import type { AppEnv } from '../../api/app-env.ts';
import { pageTranslator } from './language.ts';

/** `GET /offline`, which the service worker shows for pages that it has not kept. */
export const offlinePage = createMiddleware<AppEnv>(async (c) => c.html(<OfflinePage t={pageTranslator(c)} />));
