import type { FC } from 'hono/jsx';

import type { LatencyAnswer } from '../../../contract/latency.ts';
import type { Measure } from '../../../contract/names.ts';
import type { Translator, TextKey } from '../../../i18n/texts.ts';
import { Course, pointsOf } from './course.tsx';
import { binsOf, Distribution } from './distribution.tsx';
import { Numbers } from './numbers.tsx';
import { PhaseTable } from './phase-table.tsx';
import { Totals } from './totals.tsx';
import { groupOf, STARTS, type Track } from './tracks.ts';

interface TrackCardProps {
  readonly t: Translator<TextKey>;
  /** How the model is called. */
  readonly title: string;
  readonly track: Track;
  /** What the distribution and the course over time are of. */
  readonly phase: Measure;
  readonly answer: LatencyAnswer;
  /** Into how many parts the window was cut. */
  readonly slices: number;
}

/** All that the ledger says of a model on an engine: quantiles, a distribution, and how it went over time. */
export const TrackCard: FC<TrackCardProps> = ({ t, title, track, phase, answer, slices }) => {
  const id = `${track.model}-${track.engine}`;
  const groups = STARTS.flatMap((start) => groupOf(track, phase, start) ?? []);
  const from = Date.parse(answer.from);
  const slice = (answer.window_s * 1000) / slices;
  const bins = binsOf(answer.bounds_ms, groups);
  const points = pointsOf(groups, from, slice);
  const names = { model: title, engine: track.engine, phase: t(`phase.${phase}`) };
  return (
    <section class="card timed" aria-labelledby={id}>
      <h2 id={id}>
        {title} <span class="quiet">{track.engine}</span>
      </h2>
      <Totals t={t} track={track} />
      <div class="views">
        <div class="view">
          <h3>{t('latency.quantiles')}</h3>
          <PhaseTable t={t} track={track} title={t('latency.quantilesOf', names)} />
        </div>
        {groups.length > 0 && (
          <>
            <div class="view">
              <h3>{t('latency.distribution', names)}</h3>
              <Distribution t={t} title={t('latency.distributionOf', names)} bins={bins} />
            </div>
            <div class="view">
              <h3>{t('latency.course', names)}</h3>
              <Course
                t={t}
                title={t('latency.courseOf', names)}
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
          <Numbers t={t} names={names} bins={bins} points={points} from={from} slice={slice} />
        </details>
      )}
    </section>
  );
};
