import type { FC } from 'hono/jsx';

import { bytesOf, millisecondsOf } from '../../i18n/figures.ts';
import type { Say } from '../../i18n/texts.ts';
import type { Cost } from './cost.ts';
import { MemoryBar } from './memory-bar.tsx';
import { StartBadge } from './start-badge.tsx';
import { type BrowserTimes, browserSpans } from './time-spans.ts';
import { Waterfall } from './waterfall.tsx';

interface PriceProps {
  readonly say: Say;
  readonly cost: Cost;
  /** What the browser's clock says; nothing where it runs no script. */
  readonly times?: BrowserTimes | undefined;
}

/** What an answer cost: its start, its times and its memory. */
export const Price: FC<PriceProps> = ({ say, cost: { parts, clock, total_ms, memory, spans }, times }) => (
  <section class="card price" aria-labelledby="price-heading">
    <h2 id="price-heading">{say('price.heading')}</h2>
    {parts.map(({ title, start }) => (
      <StartBadge say={say} start={start} model={parts.length > 1 ? title : undefined} />
    ))}
    <dl class="totals">
      {times !== undefined && (
        <div>
          <dt>{say('price.total')}</dt>
          <dd>
            {millisecondsOf(say, Math.round(times.read))} <small>ms</small>
          </dd>
        </div>
      )}
      <div>
        <dt>{say('price.server')}</dt>
        <dd>
          {millisecondsOf(say, total_ms)} <small>ms</small>
        </dd>
      </div>
      <div>
        <dt>{say('price.model', { engine: [...new Set(parts.map(({ engine }) => engine))].join(', ') })}</dt>
        <dd>
          {bytesOf(
            say,
            parts.reduce((sum, { model_bytes }) => sum + model_bytes, 0),
          )}
        </dd>
      </div>
    </dl>
    <Waterfall
      say={say}
      lanes={[
        ...(times === undefined ? [] : [{ title: say('fall.browser'), spans: browserSpans(times, total_ms) }]),
        {
          title: say('fall.server'),
          note: say('fall.serverStep', { name: clock.name, step: clock.resolution_ms }),
          spans: spans(times?.answered),
        },
      ]}
    />
    <MemoryBar say={say} memory={memory} />
  </section>
);
