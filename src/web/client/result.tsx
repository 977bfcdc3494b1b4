import type { FC } from 'hono/jsx';

import { Answer } from '../answer/answer.tsx';
import type { Classification, Comparison } from '../answer/classification.ts';
import { costOf } from '../answer/cost.ts';
import { Price } from '../answer/price.tsx';
import { type PastRequest, Strip } from '../answer/strip.tsx';
import type { BrowserTimes } from '../answer/time-spans.ts';
import { medianOf, millisecondsOf } from '../../i18n/figures.ts';
import type { Say } from '../../i18n/texts.ts';

interface ResultProps {
  readonly say: Say;
  readonly answer: Classification | Comparison;
  readonly titleOf: (model: string) => string;
  /** Whether the browser can show the picture. */
  readonly pictured: boolean;
  readonly times: BrowserTimes;
  readonly past: readonly PastRequest[];
  /** The last ten in a row, once they were measured. */
  readonly ten: readonly PastRequest[];
  /** Whether the visitor may ask for a cold start. */
  readonly fresh: boolean;
}

/** The answer with its price, and what can be tried next. */
export const Result: FC<ResultProps> = ({ say, answer, titleOf, pictured, times, past, ten, fresh }) => (
  <>
    <Answer say={say} answer={answer} titleOf={titleOf} pictured={pictured} />
    <div class="card play">
      <div class="row">
        <button type="button" class="secondary" data-act="again">
          {say('act.again')}
        </button>
        <button type="button" class="secondary" data-act="ten">
          {say('act.ten')}
        </button>
        {fresh && (
          <button type="button" class="secondary" data-act="cold">
            {say('act.cold')}
          </button>
        )}
        <button type="button" class="secondary fine-pointer" data-act="another">
          {say('pick.another')}
        </button>
      </div>
      {ten.length > 0 && <p class="ten">{sayTen(say, ten)}</p>}
    </div>
    <Price say={say} cost={costOf(answer, titleOf)} times={times} />
    <Strip say={say} past={past} />
  </>
);

function sayTen(say: Say, ten: readonly PastRequest[]): string {
  const here = ten.map(({ here_ms }) => Math.round(here_ms));
  const ms = (value: number): string => `${millisecondsOf(say, value)} ms`;
  return say('strip.ten', {
    median: ms(Math.round(medianOf(here))),
    min: ms(Math.min(...here)),
    max: ms(Math.max(...here)),
    server: ms(medianOf(ten.map(({ server_ms }) => server_ms))),
  });
}
