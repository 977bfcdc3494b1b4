import type { FC } from 'hono/jsx';

import { START_KINDS } from '../../../contract/names.ts';
import { StartSign } from '../../answer/start-mark.tsx';
import { formatMilliseconds, formatNumber } from '../../../i18n/numbers.ts';
import type { Translator, TextKey } from '../../../i18n/texts.ts';
import { findGroup, type ModelLatency } from './model-latency.ts';
import { FewMark } from './quantile.tsx';

interface TotalsProps {
  readonly t: Translator<TextKey>;
  readonly latency: ModelLatency;
}

/** Number and median of cold and of warm requests, and their ratio. */
export const Totals: FC<TotalsProps> = ({ t, latency }) => {
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
                {formatMilliseconds(t, group.p50_ms)} <small>ms</small>{' '}
                <FewMark t={t} figures={group} quantile="p50_ms" />
              </dd>
            </div>
          ),
      )}
      {cold !== undefined && warm !== undefined && warm.p50_ms > 0 && (
        <div>
          <dt>{t('latency.ratio')}</dt>
          <dd>
            {formatNumber(t, cold.p50_ms / warm.p50_ms, 1)} <small>×</small>{' '}
            {/* It is no surer than the less sure one of the two. */}
            <FewMark t={t} figures={cold.count < warm.count ? cold : warm} quantile="p50_ms" />
          </dd>
        </div>
      )}
    </dl>
  );
};

/** The two medians in a line, for a card that is folded. */
export const Medians: FC<TotalsProps> = ({ t, latency }) => (
  <span class="medians">
    <span class="visually-hidden">{t('latency.median')}</span>
    {START_KINDS.map((start) => {
      const group = findGroup(latency, 'total', start);
      return (
        group !== undefined && (
          <span>
            <StartSign start={start} /> {t(`cost.${start}`)} <b>{formatMilliseconds(t, group.p50_ms)}</b> ms{' '}
            <FewMark t={t} figures={group} quantile="p50_ms" />
          </span>
        )
      );
    })}
  </span>
);
