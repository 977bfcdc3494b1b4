import type { FC } from 'hono/jsx';

import { Answer } from '../answer/answer.tsx';
import type { Classification } from '../../contract/classification.ts';
import type { Comparison } from '../../contract/comparison.ts';
import { answerCost } from '../answer/cost.ts';
import { CostCard } from '../answer/cost-card.tsx';
import { type PastRequest, RequestHistory } from '../answer/request-history.tsx';
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
  /** The last measurement of ten requests in a row; empty if there was none. */
  readonly ten: readonly PastRequest[];
  /** Whether the visitor may ask for a cold start. */
  readonly fresh: boolean;
}

/** The answer, buttons for what to try next, what it cost, and the requests so far. */
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
      {ten.length > 0 && <p class="ten">{tenText(t, ten)}</p>}
    </div>
    <CostCard t={t} cost={answerCost(answer, titleOf)} times={times} />
    <RequestHistory t={t} past={past} />
  </>
);

function tenText(t: Translator, ten: readonly PastRequest[]): string {
  const here = ten.map(({ here_ms }) => Math.round(here_ms));
  const ms = (value: number): string => `${formatMilliseconds(t, value)} ms`;
  return t('history.ten', {
    median: ms(Math.round(median(here))),
    min: ms(Math.min(...here)),
    max: ms(Math.max(...here)),
    server: ms(median(ten.map(({ server_ms }) => server_ms))),
  });
}
