import type { FC } from 'hono/jsx';

import { formatMilliseconds } from '../../i18n/numbers.ts';
import type { Translator } from '../../i18n/texts.ts';
import type { TimeSpan } from './time-spans.ts';

/** The durations by one clock. */
export interface Lane {
  /** Whose clock it is. */
  readonly title: string;
  /** The clock's name and resolution. */
  readonly note?: string;
  readonly spans: readonly TimeSpan[];
}

/** A waterfall of timings: a table for each clock, with bars on one scale. */
export const Waterfall: FC<{ t: Translator; lanes: readonly Lane[] }> = ({ t, lanes }) => {
  const spans = lanes.flatMap((lane) => lane.spans);
  const end = Math.max(1, ...spans.map(({ start, ms }) => start + ms));
  const share = (ms: number): string => `${((100 * ms) / end).toFixed(2)}%`;
  return (
    <div class="waterfall">
      <h3>{t('waterfall.heading')}</h3>
      {lanes.map((lane) => (
        <table>
          <caption>
            {t('waterfall.lane', { clock: lane.title })}
            {lane.note !== undefined && <span class="quiet"> {lane.note}</span>}
          </caption>
          <thead>
            <tr>
              <th scope="col">
                <span class="visually-hidden">{t('waterfall.phase')}</span>
              </th>
              <td></td>
              <th scope="col">
                <span class="visually-hidden">{t('waterfall.ms')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {lane.spans.map(({ phase, text, start, ms, model }, i) => (
              <>
                {model !== undefined && lane.spans.findIndex((span) => span.model === model) === i && (
                  <tr class="group">
                    <th scope="rowgroup" colspan={3}>
                      {model}
                    </th>
                  </tr>
                )}
                <tr>
                  <th scope="row" class={phase === 'network' ? 'part' : undefined}>
                    {t(text)}
                  </th>
                  <td>
                    <svg class="lane" aria-hidden="true">
                      <rect class={`span span-${phase}`} x={share(start)} width={share(ms)} height="100%" />
                    </svg>
                  </td>
                  <td>{formatMilliseconds(t, ms)}</td>
                </tr>
              </>
            ))}
          </tbody>
        </table>
      ))}
      {lanes.length > 1 && <p class="note">{t('waterfall.note')}</p>}
    </div>
  );
};
