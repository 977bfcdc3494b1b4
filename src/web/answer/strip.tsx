import type { FC } from 'hono/jsx';

import { medianOf, millisecondsOf, numberOf } from '../../i18n/figures.ts';
import type { Say } from '../../i18n/texts.ts';
import { StartMark, StartSign } from './start-mark.tsx';

/** A request of this visit. */
export interface PastRequest {
  readonly model: string;
  readonly start: 'cold' | 'warm';
  readonly server_ms: number;
  /** From sending to the answer, by the browser's clock. */
  readonly here_ms: number;
}

const WIDTH = 320;
const HEIGHT = 96;
const LEFT = 34;
/** Ends of the logarithmic axis, ms. */
const [LEAST, MOST] = [3, 10_000];
const TICKS = [10, 100, 1000];
/** How many requests fit. */
const SHOWN = 40;

/** Each request as a dot, cold and warm apart: a diamond and a circle, on a logarithmic axis, a row for each model. */
export const Strip: FC<{ say: Say; past: readonly PastRequest[] }> = ({ say, past }) => (
  <section class="card strip" aria-labelledby="strip-heading">
    <h2 id="strip-heading">{say('strip.heading')}</h2>
    <p class="note">
      {say('strip.axis')} · <StartSign start="cold" />
      {say('price.cold')} <StartSign start="warm" />
      {say('price.warm')}
    </p>
    {[...new Set(past.map(({ model }) => model))].map((model) => (
      <Row say={say} model={model} past={past.filter((request) => request.model === model)} />
    ))}
    <details>
      <summary>{say('strip.table')}</summary>
      <div class="table">
        <table>
          <thead>
            <tr>
              <th scope="col">{say('strip.number')}</th>
              <th scope="col">{say('strip.model')}</th>
              <th scope="col">{say('strip.start')}</th>
              <th scope="col">{say('strip.serverMs')}</th>
              <th scope="col">{say('strip.hereMs')}</th>
            </tr>
          </thead>
          <tbody>
            {past.map(({ model, start, server_ms, here_ms }, i) => (
              <tr>
                <th scope="row">{numberOf(say, i + 1)}</th>
                <td>{model}</td>
                <td>{say(`price.${start}`)}</td>
                <td>{millisecondsOf(say, server_ms)}</td>
                <td>{millisecondsOf(say, Math.round(here_ms))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  </section>
);

const Row: FC<{ say: Say; model: string; past: readonly PastRequest[] }> = ({ say, model, past }) => {
  const kinds = (['cold', 'warm'] as const).map((kind) => {
    const durations = past.filter(({ start }) => start === kind).map(({ server_ms }) => server_ms);
    return durations.length === 0
      ? say('strip.none', { kind: say(`price.${kind}`) })
      : say(`strip.${kind}`, {
          n: numberOf(say, durations.length),
          ms: `${millisecondsOf(say, medianOf(durations))} ms`,
        });
  });
  const summary = say('strip.summary', { model, cold: kinds[0] ?? '', warm: kinds[1] ?? '' });
  const step = Math.min(16, (WIDTH - LEFT - 16) / Math.min(past.length, SHOWN));
  return (
    <figure>
      <svg class="plot dots" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={summary}>
        {TICKS.map((ms) => (
          <g>
            <line class="grid" x1={LEFT} x2={WIDTH} y1={heightOf(ms)} y2={heightOf(ms)} />
            <text x={LEFT - 5} y={heightOf(ms) + 3} text-anchor="end">
              {numberOf(say, ms)}
            </text>
          </g>
        ))}
        {past.slice(-SHOWN).map(({ start, server_ms }, i) => (
          <StartMark start={start} x={LEFT + 10 + i * step} y={heightOf(server_ms)} />
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
