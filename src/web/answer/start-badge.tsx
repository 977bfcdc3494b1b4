import type { FC } from 'hono/jsx';

import { formatNumber } from '../../i18n/numbers.ts';
import type { Translator, ScriptKey } from '../../i18n/texts.ts';
import type { Start } from './classification.ts';

/** Cold or warm, and why. @param model names it where several have answered */
export const StartBadge: FC<{ t: Translator; start: Start; model?: string | undefined }> = ({ t, start, model }) => (
  <p class="start">
    <span class={`badge badge-${start.kind}`}>{t(`price.${start.kind}`)}</span>{' '}
    {model !== undefined && (
      <>
        <strong>{model}</strong>{' '}
      </>
    )}
    <span>{t(reasonFor(start), { tiered: formatNumber(t, start.tiered) })}</span>
  </p>
);

function reasonFor({ kind, isolate, runtime, session }: Start): ScriptKey {
  if (kind === 'warm') return 'price.why.warm';
  if (isolate.requests_before === 0) return 'price.why.isolate';
  if (runtime === 'created') return 'price.why.runtime';
  return session === 'created' ? 'price.why.session' : 'price.why.isolate';
}
