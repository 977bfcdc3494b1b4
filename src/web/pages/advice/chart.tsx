import type { FC } from 'hono/jsx';

import type { Candidate } from '../../../catalogue/advice/candidate.ts';
import { formatRounded } from '../../../i18n/numbers.ts';
import type { TextKey, Translator } from '../../../i18n/texts.ts';
import { CANDIDATE_AXES, type CandidateAxis, pointName } from '../../charts/candidate-axes.ts';
import { type Frame, layOutPanel, type Point } from '../../charts/pareto-panel.ts';

interface ChartProps {
  readonly t: Translator<TextKey>;
  readonly candidates: readonly Candidate[];
  /** Those that keep the limits, the best first. */
  readonly ranking: readonly Candidate[];
}

/** A way to draw a panel: on a phone the points have numbers, elsewhere names. */
interface Size {
  readonly name: 'narrow' | 'wide';
  readonly width: number;
  readonly height: number;
  readonly frame: Frame;
}

/** As wide as a phone of 360 pixels leaves room for, so that text is as large as it says. */
const NARROW: Size = {
  ...{ name: 'narrow', width: 328, height: 250 },
  frame: { left: 26, right: 306, top: 8, bottom: 208, radius: 6, letter: 7.5, line: 15 },
};

const WIDE: Size = {
  ...{ name: 'wide', width: 540, height: 372 },
  frame: { left: 30, right: 400, top: 8, bottom: 328, radius: 6, letter: 6.3, line: 16 },
};

/** Accuracy against speed and against size, each with the Pareto front of its two axes, and what the points are. */
export const Chart: FC<ChartProps> = ({ t, candidates, ranking }) => (
  <section class="axes" aria-label={t('advice.chart')}>
    <ul class="chart-key">
      {(['best', 'here', 'add', 'large'] as const).map((kind) => (
        <li>
          <svg viewBox="0 0 20 20" aria-hidden="true">
            {kind === 'best' && <circle class="ring" cx="10" cy="10" r="9" />}
            <circle class={kind === 'best' ? 'point-none' : `point-${kind}`} cx="10" cy="10" r="6" />
          </svg>
          {t(`advice.chart.${kind}`)}
        </li>
      ))}
    </ul>
    <div class="panels">
      {CANDIDATE_AXES.map((axis) => (
        <figure>
          <figcaption>{t(axis.title)}</figcaption>
          {[NARROW, WIDE].map((size) => (
            <PanelDrawing t={t} candidates={candidates} ranking={ranking} axis={axis} size={size} />
          ))}
        </figure>
      ))}
    </div>
    {ranking.length > 0 && (
      <div class="chart-numbers">
        <p class="note">{t('advice.chart.places')}</p>
        <ol lang="en">
          {ranking.map((candidate, index) => (
            <li>
              <b>{index + 1}</b> {pointName(candidate)}
            </li>
          ))}
        </ol>
      </div>
    )}
  </section>
);

const PanelDrawing: FC<ChartProps & { axis: CandidateAxis; size: Size }> = (props) => {
  const { t, candidates, ranking, axis, size } = props;
  const { left, right, top, bottom, radius } = size.frame;
  const placeOf = (candidate: Candidate): string =>
    ranking.includes(candidate) ? String(ranking.indexOf(candidate) + 1) : '';
  const panel = layOutPanel(candidates, axis.of, size.name === 'narrow' ? placeOf : pointName, size.frame);
  if (panel === null) return null;
  const best = panel.points.find(({ candidate }) => candidate === ranking[0]);
  return (
    <svg
      class={`panel panel-${size.name}`}
      viewBox={`0 0 ${size.width} ${size.height}`}
      role="img"
      aria-label={t(axis.title)}
    >
      {panel.vertical.map(({ at, text }) => (
        <>
          <line class="grid" x1={at} x2={at} y1={top} y2={bottom} />
          <text x={at} y={bottom + 16} text-anchor="middle">
            {text}
          </text>
        </>
      ))}
      {panel.horizontal.map(({ at, text }) => (
        <>
          <line class="grid" x1={left} x2={right} y1={at} y2={at} />
          <text x={left - 6} y={at + 4} text-anchor="end">
            {text}
          </text>
        </>
      ))}
      <text x={(left + right) / 2} y={bottom + 36} text-anchor="middle">
        {t(axis.unit)}
      </text>
      <path class="front" d={panel.front} />
      {best !== undefined && <circle class="ring" cx={best.x} cy={best.y} r={radius + 4} />}
      {panel.points.map((point) => (
        <circle class={`point-${kindOf(point)}`} cx={point.x} cy={point.y} r={radius}>
          <title>{describe(t, point, axis)}</title>
        </circle>
      ))}
      {panel.labels.map(({ x, y, text, point }) => (
        <text class={ranking.includes(point.candidate) ? 'point-label' : 'point-label rejected'} x={x} y={y}>
          {text}
        </text>
      ))}
    </svg>
  );
};

function kindOf({ candidate: { installed, fits_worker } }: Point): 'here' | 'add' | 'large' {
  if (!fits_worker) return 'large';
  return installed ? 'here' : 'add';
}

function describe(t: Translator<TextKey>, { candidate, value }: Point, axis: CandidateAxis): string {
  const { name, engine, top1 } = candidate;
  return t('advice.chart.point', {
    name: engine === null ? name : t('advice.chart.named', { name, engine }),
    top1: formatRounded(t, top1 ?? 0),
    value: formatRounded(t, value),
    unit: t(axis.unit),
  });
}
