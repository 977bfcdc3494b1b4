import type { FC } from 'hono/jsx';

import { Answer } from '../answer/answer.tsx';
import type { Classification, Comparison } from '../answer/classification.ts';
import { costOf } from '../answer/cost.ts';
import { Price } from '../answer/price.tsx';
import { type PastRequest, Strip } from '../answer/strip.tsx';
import type { BrowserTimes } from '../answer/time-spans.ts';
import { formatMilliseconds } from '../../i18n/numbers.ts';
import { median } from '../charts/median.ts';
import type { Translator } from '../../i18n/texts.ts';

interface ResultProps {
  readonly t: Translator;
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
export const Result: FC<ResultProps> = ({ t, answer, titleOf, pictured, times, past, ten, fresh }) => (
  <>
    <Answer t={t} answer={answer} titleOf={titleOf} pictured={pictured} />
    <div class="card play">
      <div class="row">
        <button type="button" class="secondary" data-act="again">
          {t('act.again')}
        </button>
        <button type="button" class="secondary" data-act="ten">
          {t('act.ten')}
        </button>
        {fresh && (
          <button type="button" class="secondary" data-act="cold">
            {t('act.cold')}
          </button>
        )}
        <button type="button" class="secondary fine-pointer" data-act="another">
          {t('pick.another')}
        </button>
      </div>
      {ten.length > 0 && <p class="ten">{sayTen(t, ten)}</p>}
    </div>
    <Price t={t} cost={costOf(answer, titleOf)} times={times} />
    <Strip t={t} past={past} />
  </>
);

function sayTen(t: Translator, ten: readonly PastRequest[]): string {
  const here = ten.map(({ here_ms }) => Math.round(here_ms));
  const ms = (value: number): string => `${formatMilliseconds(t, value)} ms`;
  return t('history.ten', {
    median: ms(Math.round(median(here))),
    min: ms(Math.min(...here)),
    max: ms(Math.max(...here)),
    server: ms(median(ten.map(({ server_ms }) => server_ms))),
  });
}
