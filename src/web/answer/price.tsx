import type { FC } from 'hono/jsx';

import { bytesOf, millisecondsOf } from '../figures.ts';
import type { Say } from '../i18n/texts.ts';
import type { Classification } from './classification.ts';
import { MemoryBar } from './memory-bar.tsx';
import { StartBadge } from './start-badge.tsx';
import { type BrowserTimes, browserSpans, serverSpans } from './time-spans.ts';
import { Waterfall } from './waterfall.tsx';

interface PriceProps {
  readonly say: Say;
  readonly answer: Classification;
  /** What the browser's clock says; nothing where it runs no script. */
  readonly times?: BrowserTimes | undefined;
}

/** What an answer cost: its start, its times and its memory. */
export const Price: FC<PriceProps> = ({ say, answer: { start, timings, memory, engine, model_bytes }, times }) => (
  <section class="card price" aria-labelledby="price-heading">
    <h2 id="price-heading">{say('price.heading')}</h2>
    <StartBadge say={say} start={start} />
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
          {millisecondsOf(say, timings.total_ms)} <small>ms</small>
        </dd>
      </div>
      <div>
        <dt>{say('price.model', { engine })}</dt>
        <dd>{bytesOf(say, model_bytes)}</dd>
      </div>
    </dl>
    <Waterfall
      say={say}
      lanes={[
        ...(times === undefined ? [] : [{ title: say('fall.browser'), spans: browserSpans(times, timings) }]),
        {
          title: say('fall.server'),
          note: say('fall.serverStep', { name: timings.clock.name, step: timings.clock.resolution_ms }),
          spans: serverSpans(timings, times?.answered),
        },
      ]}
    />
    <MemoryBar say={say} memory={memory} />
  </section>
);
