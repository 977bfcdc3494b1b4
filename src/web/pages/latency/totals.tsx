import type { FC } from 'hono/jsx';

import { START_KINDS } from '../../../contract/names.ts';
import { StartSign } from '../../answer/start-mark.tsx';
import { formatMilliseconds, formatNumber } from '../../../i18n/numbers.ts';
import type { Translator, TextKey } from '../../../i18n/texts.ts';
import { findGroup, type ModelLatency } from './model-latency.ts';

/** Number and median of cold and of warm requests, and their ratio. */
export const Totals: FC<{ t: Translator<TextKey>; latency: ModelLatency }> = ({ t, latency }) => {
  const [cold, warm] = START_KINDS.map((start) => findGroup(latency, 'total', start));
  return (
    <dl class="totals">
      {[cold, warm].map(
        (group) =>
          group !== undefined && (
            <div>
              <dt>
                <StartSign start={group.start} />{' '}
                {t(`latency.median.${group.start}`, { n: formatNumber(t, group.count) })}
              </dt>
              <dd>
                {formatMilliseconds(t, group.p50_ms)} <small>ms</small>
              </dd>
            </div>
          ),
      )}
      {cold !== undefined && warm !== undefined && warm.p50_ms > 0 && (
        <div>
          <dt>{t('latency.ratio')}</dt>
          <dd>
            {formatNumber(t, cold.p50_ms / warm.p50_ms, 1)} <small>×</small>
          </dd>
        </div>
      )}
    </dl>
  );
};
