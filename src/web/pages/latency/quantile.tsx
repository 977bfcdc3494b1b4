import type { FC } from 'hono/jsx';

import type { LatencyFigures } from '../../../contract/latency.ts';
import type { Quantile } from '../../../contract/names.ts';
import { formatMilliseconds, formatNumber } from '../../../i18n/numbers.ts';
import type { Translator, TextKey } from '../../../i18n/texts.ts';

interface QuantileProps {
  readonly t: Translator<TextKey>;
  readonly figures: Pick<LatencyFigures, Quantile | 'count' | 'few'>;
  readonly quantile: Quantile;
}

/** A quantile in a table, in ms. One of few requests has a star, and words for those who do not see it. */
export const QuantileCell: FC<QuantileProps> = ({ t, figures, quantile }) => (
  <td>
    {formatMilliseconds(t, figures[quantile])}
    {figures.few.includes(quantile) && (
      <>
        <span class="star" aria-hidden="true">
          *
        </span>
        <span class="visually-hidden"> ({fewText(t, figures.count)})</span>
      </>
    )}
  </td>
);

/** Beside a quantile: that it is of few requests, and of how many. */
export const FewMark: FC<QuantileProps> = ({ t, figures, quantile }) =>
  figures.few.includes(quantile) ? <span class="few">{fewText(t, figures.count)}</span> : null;

function fewText(t: Translator<TextKey>, count: number): string {
  return t('latency.few', { n: formatNumber(t, count) });
}
