import type { FC } from 'hono/jsx';

import { START_KINDS, type StartKind } from '../../contract/names.ts';
import { formatMilliseconds, formatNumber } from '../../i18n/numbers.ts';
import { median } from '../charts/median.ts';
import type { Translator } from '../../i18n/texts.ts';
import { StartMark, StartSign } from './start-mark.tsx';

/** A request since the page was opened. */
export interface PastRequest {
  readonly model: string;
  readonly place: 'edge' | 'device';
  readonly start: StartKind;
  /** By the clock of what has answered, the server or this device, in ms. */
  readonly there_ms: number;
  /** From asking to the answer, by the browser's clock, in ms. */
  readonly here_ms: number;
}

const WIDTH = 320;
const HEIGHT = 96;
const LEFT = 34;
/** Range of the logarithmic axis, ms. */
const [LEAST, MOST] = [3, 10_000];
const TICKS = [10, 100, 1000];
/** How many requests the chart has room for. */
const SHOWN = 40;

/** All requests since the page was opened, as a chart for each model and as a table. */
export const RequestHistory: FC<{ t: Translator; past: readonly PastRequest[] }> = ({ t, past }) => (
  <section class="card history" aria-labelledby="history-heading">
    <h2 id="history-heading">{t('history.heading')}</h2>
    <p class="note">
      {t('history.axis')} · <StartSign start="cold" />
      {t('cost.cold')} <StartSign start="warm" />
      {t('cost.warm')}
    </p>
    {[...new Set(past.map(({ model }) => model))].map((model) => (
      <Row t={t} model={model} past={past.filter((request) => request.model === model)} />
    ))}
    <details>
      <summary>{t('history.table')}</summary>
      <div class="table" role="region" aria-label={t('history.table')} tabindex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('history.number')}</th>
              <th scope="col">{t('history.model')}</th>
              <th scope="col">{t('history.start')}</th>
              <th scope="col">{t('history.thereMs')}</th>
              <th scope="col">{t('history.hereMs')}</th>
            </tr>
          </thead>
          <tbody>
            {past.map(({ model, start, there_ms, here_ms }, i) => (
              <tr>
                <th scope="row">{formatNumber(t, i + 1)}</th>
                <td>{model}</td>
                <td>{t(`cost.${start}`)}</td>
                <td>{formatMilliseconds(t, Math.round(there_ms))}</td>
                <td>{formatMilliseconds(t, Math.round(here_ms))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  </section>
);

const Row: FC<{ t: Translator; model: string; past: readonly PastRequest[] }> = ({ t, model, past }) => {
  const kinds = START_KINDS.map((kind) => {
    const durations = past.filter(({ start }) => start === kind).map(({ there_ms }) => there_ms);
    return durations.length === 0
      ? t('history.none', { kind: t(`cost.${kind}`) })
      : t(`history.${kind}`, {
          n: formatNumber(t, durations.length),
          ms: `${formatMilliseconds(t, median(durations))} ms`,
        });
  });
  const summary = t('history.summary', { model, cold: kinds[0] ?? '', warm: kinds[1] ?? '' });
  const step = Math.min(16, (WIDTH - LEFT - 16) / Math.min(past.length, SHOWN));
  return (
    <figure>
      <svg class="plot dots" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={summary}>
        {TICKS.map((ms) => (
          <g>
            <line class="grid" x1={LEFT} x2={WIDTH} y1={heightOf(ms)} y2={heightOf(ms)} />
            <text x={LEFT - 5} y={heightOf(ms) + 3} text-anchor="end">
              {formatNumber(t, ms)}
            </text>
          </g>
        ))}
        {past.slice(-SHOWN).map(({ start, there_ms }, i) => (
          <StartMark start={start} x={LEFT + 10 + i * step} y={heightOf(there_ms)} />
        ))}
      </svg>
      <figcaption>{summary}</figcaption>
    </figure>
  );
};

function heightOf(ms: number): number {
  const share = Math.log(Math.min(MOST, Math.max(LEAST, ms)) / LEAST) / Math.log(MOST / LEAST);
  return Math.round((HEIGHT - 6 - share * (HEIGHT - 12)) * 10) / 10;
}
