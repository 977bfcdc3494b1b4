import type { FC } from 'hono/jsx';

import { formatNumber } from '../../i18n/numbers.ts';
import type { Translator, ScriptKey } from '../../i18n/texts.ts';
import type { Start } from '../../contract/timings.ts';

/** Whether the start was cold or warm, and why. @param model title of the model, if there are several */
export const StartBadge: FC<{ t: Translator; start: Start; model?: string | undefined }> = ({ t, start, model }) => (
  <p class="start">
    <span class={`badge badge-${start.kind}`}>{t(`cost.${start.kind}`)}</span>{' '}
    {model !== undefined && (
      <>
        <strong>{model}</strong>{' '}
      </>
    )}
    <span>{t(reasonFor(start), { tiered: formatNumber(t, start.tiered) })}</span>
  </p>
);

function reasonFor({ kind, isolate, runtime, session }: Start): ScriptKey {
  if (kind === 'warm') return 'cost.why.warm';
  if (isolate.requests_before === 0) return 'cost.why.isolate';
  if (runtime === 'created') return 'cost.why.runtime';
  return session === 'created' ? 'cost.why.session' : 'cost.why.isolate';
}
