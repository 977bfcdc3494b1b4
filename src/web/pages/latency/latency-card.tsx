import type { FC } from 'hono/jsx';

import type { LatencyAnswer } from '../../../contract/latency.ts';
import { type Measure, START_KINDS } from '../../../contract/names.ts';
import { formatNumber } from '../../../i18n/numbers.ts';
import type { Translator, TextKey } from '../../../i18n/texts.ts';
import { MedianChart, medianPoints, type Point } from './median-chart.tsx';
import { usedBins, Histogram } from './histogram.tsx';
import { ChartTables } from './chart-tables.tsx';
import { PhaseTable } from './phase-table.tsx';
import { Medians, Totals } from './totals.tsx';
import { findGroup, type ModelLatency } from './model-latency.ts';

interface LatencyCardProps {
  readonly t: Translator<TextKey>;
  /** Title of the model. */
  readonly title: string;
  readonly latency: ModelLatency;
  /** The phase that the two charts show. */
  readonly phase: Measure;
  readonly answer: LatencyAnswer;
  /** Whether it is unfolded at first. */
  readonly open: boolean;
  /** Into how many parts the window is divided. */
  readonly slices: number;
}

/**
 * The latency of a model on an engine: quantiles, a histogram, and medians over time. Of the cards of one name, the browser
 * keeps one open at a time.
 */
export const LatencyCard: FC<LatencyCardProps> = ({ t, title, latency, phase, answer, open, slices }) => {
  const id = `${latency.model}-${latency.engine}`;
  const groups = START_KINDS.flatMap((start) => findGroup(latency, phase, start) ?? []);
  const from = Date.parse(answer.from);
  const slice = (answer.window_s * 1000) / slices;
  const bins = usedBins(answer.bounds_ms, groups);
  const points = medianPoints(groups, from, slice);
  const names = { model: title, engine: latency.engine, phase: t(`phase.${phase}`) };
  return (
    <details id={`card-${id}`} class="card timed" name="card" open={open}>
      <summary>
        <h2>
          {title} <span class="quiet">{latency.engine}</span>
        </h2>
        <Medians t={t} latency={latency} />
      </summary>
      <div class="unfolded">
        <Totals t={t} latency={latency} />
        <div class="views">
          <div class="view">
            <h3>{t('latency.quantiles')}</h3>
            <PhaseTable t={t} latency={latency} title={t('latency.quantilesOf', names)} />
          </div>
          {groups.length > 0 && (
            <>
              <div class="view">
                <h3>{t('latency.distribution', names)}</h3>
                <Histogram t={t} title={t('latency.distributionOf', names)} bins={bins} />
              </div>
              <div class="view">
                <h3>{t('latency.medians', names)}</h3>
                <MedianChart
                  t={t}
                  title={[t('latency.mediansOf', names), ...fewMedians(t, points)].join('. ')}
                  points={points}
                  slices={slices}
                  window_s={answer.window_s}
                />
              </div>
            </>
          )}
        </div>
        {groups.length > 0 && (
          <details id={`numbers-${id}`}>
            <summary>{t('history.table')}</summary>
            <ChartTables t={t} names={names} bins={bins} points={points} from={from} slice={slice} />
          </details>
        )}
      </div>
    </details>
  );
};

/** How many of the medians are of few requests, if some are. */
function fewMedians(t: Translator<TextKey>, points: readonly Point[]): string[] {
  const few = points.filter(({ figures }) => figures.few.includes('p50_ms')).length;
  return few === 0 ? [] : [t('latency.fewMedians', { few: formatNumber(t, few), all: formatNumber(t, points.length) })];
}
