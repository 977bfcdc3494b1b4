import type { FC } from 'hono/jsx';

import { type Measure, MEASURES } from '../../contract/names.ts';
import type { LatencyAnswer } from '../../contract/latency.ts';
import { StartSign } from '../answer/start-mark.tsx';
import { numberOf } from '../../i18n/figures.ts';
import { Header } from '../layout/header.tsx';
import type { Say, TextKey } from '../../i18n/texts.ts';
import { Layout } from '../layout/layout.tsx';
import { type Asked, Filter, type Parameter, type WINDOWS } from './filter.tsx';
import { TrackCard } from './track-card.tsx';
import { tracksOf } from './tracks.ts';

interface LatencyPageProps {
  readonly say: Say<TextKey>;
  readonly asked: Asked;
  readonly windows: readonly (typeof WINDOWS)[number][];
  readonly models: readonly { readonly name: string; readonly title: string }[];
  readonly phase: Measure;
  /** Into how many parts the window was cut. */
  readonly slices: number;
  /** What the ledger says, or why it says nothing. */
  readonly answer: LatencyAnswer | Fault;
}

/** Why there are no figures. */
export type Fault =
  | { readonly fault: 'unavailable' }
  /** Some parameters are wrong. */
  | { readonly fault: 'asked'; readonly parameters: readonly Parameter[]; readonly kept_days: number };

/** Between two looks at the ledger, as long as somebody looks at the page. */
const REFRESH_S = 10;

/** The page at `/latency`: what requests took, cold and warm, from the ledger. */
export const LatencyPage: FC<LatencyPageProps> = ({ say, asked, windows, models, phase, slices, answer }) => (
  <Layout title={`${say('latency.title')} · EdgeLens`} say={say} script="/static/latency.js">
    <Header say={say} path="/latency" query={asked} />
    <main id="main" class="dashboard">
      <div class="intro">
        <h1>{say('latency.title')}</h1>
        <p>{say('latency.lead')}</p>
      </div>
      <Filter say={say} asked={asked} windows={windows} models={models} />
      <div class="live js-only">
        <p
          id="live"
          data-seconds={REFRESH_S}
          data-live={say('latency.live', { seconds: REFRESH_S, time: '{time}' })}
          data-paused={say('latency.paused', { time: '{time}' })}
          data-stale={say('latency.stale')}
        ></p>
        <button id="pause" type="button" class="secondary" data-resume={say('latency.resume')}>
          {say('latency.pause')}
        </button>
      </div>
      <div id="board" class="board">
        <Board say={say} models={models} phase={phase} slices={slices} answer={answer} />
      </div>
    </main>
  </Layout>
);

const Board: FC<Pick<LatencyPageProps, 'say' | 'models' | 'phase' | 'slices' | 'answer'>> = (props) => {
  const { say, models, phase, slices, answer } = props;
  if ('fault' in answer) {
    return (
      <p class="card failure" role="alert">
        {answer.fault === 'unavailable' ? say('latency.unavailable') : wrongIn(say, answer, models)}
      </p>
    );
  }
  const titles = new Map(models.map(({ name, title }) => [name, title]));
  const tracks = tracksOf(answer.groups, [...titles.keys()]);
  if (tracks.length === 0) {
    return (
      <div class="card">
        <p>{say('latency.empty')}</p>
        <p>
          <a href="/">{say('home.heading')}</a>
        </p>
      </div>
    );
  }
  return (
    <>
      {!answer.complete && (
        <p class="card failure">{say('latency.incomplete', { missing: answer.missing.join(', ') })}</p>
      )}
      <p class="note">
        <StartSign start="cold" /> {say('price.cold')} <StartSign start="warm" /> {say('price.warm')} ·{' '}
        {say('latency.key')}
      </p>
      {tracks.map((track) => (
        <TrackCard
          say={say}
          title={titles.get(track.model) ?? track.model}
          track={track}
          phase={phase}
          answer={answer}
          slices={slices}
        />
      ))}
      <p class="note">{say('latency.clock', { name: answer.clock.name, step: answer.clock.resolution_ms })}</p>
    </>
  );
};

/** Which parameters are wrong, and what would be right. */
function wrongIn(
  say: Say<TextKey>,
  { parameters, kept_days }: Extract<Fault, { fault: 'asked' }>,
  models: LatencyPageProps['models'],
): string {
  const values = {
    days: numberOf(say, kept_days),
    models: models.map(({ name }) => name).join(', '),
    phases: MEASURES.join(', '),
  };
  return [say('fail.asked'), ...parameters.map((name) => say(`latency.right.${name}`, values))].join(' ');
}
