import type { FC } from 'hono/jsx';

import type { LatencyAnswer } from '../../../contract/latency.ts';
import { type Measure, MEASURES } from '../../../contract/names.ts';
import { StartSign } from '../../answer/start-mark.tsx';
import { PLENTY, SHARE } from '../../../api/latency/fitting-window.ts';
import { formatNumber } from '../../../i18n/numbers.ts';
import { ENOUGH } from '../../../latency/certainty.ts';
import { Header } from '../../layout/header.tsx';
import type { Translator, TextKey } from '../../../i18n/texts.ts';
import { Layout } from '../../layout/layout.tsx';
import { webFile } from '../../web-files.ts';
import { type FilterValues, Filter, type FilterParameter, type WindowName } from './filter.tsx';
import { LatencyCard } from './latency-card.tsx';
import { groupByModel } from './model-latency.ts';

interface LatencyPageProps {
  readonly t: Translator<TextKey>;
  readonly values: FilterValues;
  readonly windows: readonly WindowName[];
  readonly models: readonly { readonly name: string; readonly title: string }[];
  readonly phase: Measure;
  /** The window that was chosen because the visitor chose none. */
  readonly fitting?: WindowName | undefined;
  /** Into how many parts the window is divided. */
  readonly slices: number;
  /** The figures from the ledger, or why there are none. */
  readonly answer: LatencyAnswer | Fault;
}

/** Why there are no figures. */
export type Fault =
  | { readonly fault: 'unavailable' }
  /** Some parameters are wrong. */
  | {
      readonly fault: 'invalid-parameters';
      readonly parameters: readonly FilterParameter[];
      readonly kept_days: number;
    };

/** Interval between two refreshes while the page is visible. */
const REFRESH_S = 10;

/** The page at `/latency`: how long requests took, cold and warm, from the ledger. */
export const LatencyPage: FC<LatencyPageProps> = ({ t, values, windows, ...board }) => (
  <Layout title={`${t('latency.title')} · EdgeLens`} t={t} script={webFile('latency.ts')}>
    <Header t={t} path="/latency" query={values} />
    <main id="main" class="dashboard">
      <div class="intro">
        <h1>{t('latency.title')}</h1>
        <p>{t('latency.lead')}</p>
      </div>
      <Filter
        t={t}
        values={values}
        windows={windows}
        models={board.models}
        versions={'fault' in board.answer ? [] : board.answer.versions}
      />
      <div class="live js-only">
        <p
          id="live"
          data-seconds={REFRESH_S}
          data-live={t('latency.live', { seconds: REFRESH_S, time: '{time}' })}
          data-paused={t('latency.paused', { time: '{time}' })}
          data-stale={t('latency.stale')}
        ></p>
        <button id="pause" type="button" class="secondary" data-resume={t('latency.resume')}>
          {t('latency.pause')}
        </button>
      </div>
      <div id="board" class="board">
        <Board t={t} values={values} {...board} />
      </div>
    </main>
  </Layout>
);

const Board: FC<Omit<LatencyPageProps, 'windows'>> = ({ t, values, models, phase, fitting, slices, answer }) => {
  if ('fault' in answer) {
    return (
      <p class="card failure" role="alert">
        {answer.fault === 'unavailable' ? t('latency.unavailable') : faultText(t, answer, models)}
      </p>
    );
  }
  const titles = new Map(models.map(({ name, title }) => [name, title]));
  const latencies = groupByModel(answer.groups, [...titles.keys()]);
  if (latencies.length === 0) {
    return (
      <div class="card">
        <p>{t(values.window === undefined ? 'latency.none' : 'latency.empty')}</p>
        <p>
          <a href="/">{t('home.heading')}</a>
        </p>
        {values.window !== undefined && (
          <p>
            <a href={hrefOf({ ...values, window: undefined })}>{t('latency.fit')}</a>
          </p>
        )}
      </div>
    );
  }
  return (
    <>
      {!answer.complete && (
        <p class="card failure">{t('latency.incomplete', { missing: answer.missing.join(', ') })}</p>
      )}
      <p class="note">
        {fitting !== undefined && (
          <>
            {t('latency.fitted', {
              window: t(`latency.window.${fitting}`),
              share: formatNumber(t, 100 * SHARE),
              plenty: formatNumber(t, PLENTY),
            })}
            <br />
          </>
        )}
        <StartSign start="cold" /> {t('cost.cold')} <StartSign start="warm" /> {t('cost.warm')} · {t('latency.key')}
        {answer.groups.some(({ few }) => few.length > 0) && (
          <>
            <br />
            {t('latency.fewKey', { p50: ENOUGH.p50_ms, p95: ENOUGH.p95_ms, p99: ENOUGH.p99_ms })}
          </>
        )}
      </p>
      {latencies.map((latency, i) => (
        <LatencyCard
          t={t}
          title={titles.get(latency.model) ?? latency.model}
          latency={latency}
          phase={phase}
          answer={answer}
          open={i === 0}
          slices={slices}
        />
      ))}
      <p class="note">{t('latency.clock', { name: answer.clock.name, step: answer.clock.resolution_ms })}</p>
    </>
  );
};

/** The page with these values. */
function hrefOf(values: Record<string, string | undefined>): string {
  const given = Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return `/latency?${new URLSearchParams(given).toString()}`;
}

/** Which parameters are wrong, and what they may be. */
function faultText(
  t: Translator<TextKey>,
  { parameters, kept_days }: Extract<Fault, { fault: 'invalid-parameters' }>,
  models: LatencyPageProps['models'],
): string {
  const values = {
    days: formatNumber(t, kept_days),
    models: models.map(({ name }) => name).join(', '),
    phases: MEASURES.join(', '),
  };
  return [t('fail.invalid'), ...parameters.map((name) => t(`latency.right.${name}`, values))].join(' ');
}
