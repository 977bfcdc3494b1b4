import type { FC } from 'hono/jsx';

import { numberOf } from '../../i18n/figures.ts';
import type { Say, ScriptKey } from '../../i18n/texts.ts';
import type { Start } from './classification.ts';

/** Cold or warm, and why. @param model names it where several have answered */
export const StartBadge: FC<{ say: Say; start: Start; model?: string | undefined }> = ({ say, start, model }) => (
  <p class="start">
    <span class={`badge badge-${start.kind}`}>{say(`price.${start.kind}`)}</span>{' '}
    {model !== undefined && (
      <>
        <strong>{model}</strong>{' '}
      </>
    )}
    <span>{say(reasonFor(start), { tiered: numberOf(say, start.tiered) })}</span>
  </p>
);

function reasonFor({ kind, isolate, runtime, session }: Start): ScriptKey {
  if (kind === 'warm') return 'price.why.warm';
  if (isolate.requests_before === 0) return 'price.why.isolate';
  if (runtime === 'created') return 'price.why.runtime';
  return session === 'created' ? 'price.why.session' : 'price.why.isolate';
}
