import type { FC } from 'hono/jsx';

import { formatBytes, formatMilliseconds } from '../../i18n/numbers.ts';
import type { Translator } from '../../i18n/texts.ts';
import type { Cost } from './cost.ts';
import { MemoryBar } from './memory-bar.tsx';
import { StartBadge } from './start-badge.tsx';
import { type BrowserTimes, browserSpans } from './time-spans.ts';
import { Waterfall } from './waterfall.tsx';

interface CostCardProps {
  readonly t: Translator;
  readonly cost: Cost;
  /** Times by the browser's clock; undefined in a browser without scripts. */
  readonly times?: BrowserTimes | undefined;
}

/** What an answer cost: its start, its times and its memory. */
export const CostCard: FC<CostCardProps> = ({ t, cost: { parts, clock, total_ms, memory, spans }, times }) => (
  <section class="card cost" aria-labelledby="cost-heading">
    <h2 id="cost-heading">{t('cost.heading')}</h2>
    {parts.map(({ title, start }) => (
      <StartBadge t={t} start={start} model={parts.length > 1 ? title : undefined} />
    ))}
    <dl class="totals">
      {times !== undefined && (
        <div>
          <dt>{t('cost.total')}</dt>
          <dd>
            {formatMilliseconds(t, Math.round(times.read))} <small>ms</small>
          </dd>
        </div>
      )}
      <div>
        <dt>{t('cost.server')}</dt>
        <dd>
          {formatMilliseconds(t, total_ms)} <small>ms</small>
        </dd>
      </div>
      <div>
        <dt>{t('cost.model', { engine: [...new Set(parts.map(({ engine }) => engine))].join(', ') })}</dt>
        <dd>
          {formatBytes(
            t,
            parts.reduce((sum, { model_bytes }) => sum + model_bytes, 0),
          )}
        </dd>
      </div>
    </dl>
    <Waterfall
      t={t}
      lanes={[
        ...(times === undefined ? [] : [{ title: t('waterfall.browser'), spans: browserSpans(times, total_ms) }]),
        {
          title: t('waterfall.server'),
          note: t('waterfall.serverStep', { name: clock.name, step: clock.resolution_ms }),
          spans: spans(times?.answered),
        },
      ]}
    />
    <MemoryBar t={t} memory={memory} />
  </section>
);
