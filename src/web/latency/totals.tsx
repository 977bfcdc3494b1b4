import type { FC } from 'hono/jsx';

import { StartSign } from '../answer/start-mark.tsx';
import { millisecondsOf, numberOf } from '../../i18n/figures.ts';
import type { Say, TextKey } from '../../i18n/texts.ts';
import { groupOf, STARTS, type Track } from './tracks.ts';

/** How often each start was, its median, and how many times as long as a warm one a cold one takes. */
export const Totals: FC<{ say: Say<TextKey>; track: Track }> = ({ say, track }) => {
  const [cold, warm] = STARTS.map((start) => groupOf(track, 'total', start));
  return (
    <dl class="totals">
      {[cold, warm].map(
        (group) =>
          group !== undefined && (
            <div>
              <dt>
                <StartSign start={group.start} />{' '}
                {say(`latency.median.${group.start}`, { n: numberOf(say, group.count) })}
              </dt>
              <dd>
                {millisecondsOf(say, group.p50_ms)} <small>ms</small>
              </dd>
            </div>
          ),
      )}
      {cold !== undefined && warm !== undefined && warm.p50_ms > 0 && (
        <div>
          <dt>{say('latency.ratio')}</dt>
          <dd>
            {numberOf(say, cold.p50_ms / warm.p50_ms, 1)} <small>×</small>
          </dd>
        </div>
      )}
    </dl>
  );
};
