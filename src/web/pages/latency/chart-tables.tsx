import type { FC } from 'hono/jsx';

import { START_KINDS } from '../../../contract/names.ts';
import { formatMilliseconds, formatNumber } from '../../../i18n/numbers.ts';
import type { Translator, TextKey } from '../../../i18n/texts.ts';
import type { Point } from './median-chart.tsx';
import type { Bin } from './histogram.tsx';
import { QuantileCell } from './quantile.tsx';

interface ChartTablesProps {
  readonly t: Translator<TextKey>;
  /** What to fill into the titles of the charts. */
  readonly names: Readonly<Record<string, string>>;
  readonly bins: readonly Bin[];
  readonly points: readonly Point[];
  /** Beginning of the window, ms since 1970. */
  readonly from: number;
  /** Length of a part of the window, ms. */
  readonly slice: number;
}

/** The figures of a model's two charts. Times of day are UTC, because the server does not know the reader's time zone. */
export const ChartTables: FC<ChartTablesProps> = ({ t, names, bins, points, from, slice }) => {
  const time = new Intl.DateTimeFormat(t.language, { dateStyle: 'short', timeStyle: 'medium', timeZone: 'UTC' });
  return (
    <div class="numbers">
      <table>
        <caption>{t('latency.distribution', names)}</caption>
        <thead>
          <tr>
            <th scope="col">{t('latency.upTo')}</th>
            {START_KINDS.map((start) => (
              <th scope="col">{t(`cost.${start}`)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {bins.map(({ bound, counts }) => (
            <tr>
              <th scope="row">{bound === null ? t('latency.over') : formatMilliseconds(t, bound)}</th>
              {START_KINDS.map((start) => (
                <td>{formatNumber(t, counts[start] ?? 0)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <div class="table" role="region" aria-label={t('latency.mediansOf', names)} tabindex={0}>
        <table>
          <caption>{t('latency.medians', names)}</caption>
          <thead>
            <tr>
              <th scope="col">{t('latency.since')}</th>
              <th scope="col">{t('history.start')}</th>
              <th scope="col">{t('latency.count')}</th>
              <th scope="col">p50</th>
              <th scope="col">p95</th>
            </tr>
          </thead>
          <tbody>
            {points
              .toSorted((a, b) => a.slice - b.slice)
              .map((point) => (
                <tr>
                  <th scope="row">{time.format(from + point.slice * slice)}</th>
                  <td>{t(`cost.${point.start}`)}</td>
                  <td>{formatNumber(t, point.figures.count)}</td>
                  <QuantileCell t={t} figures={point.figures} quantile="p50_ms" />
                  <QuantileCell t={t} figures={point.figures} quantile="p95_ms" />
                </tr>
              ))}
          </tbody>
        </table>
      </div>
    </div>
  );
};
