import type { Child, FC } from 'hono/jsx';

import { Answer } from '../answer/answer.tsx';
import { Price } from '../answer/price.tsx';
import { type PastRequest, RequestHistory } from '../answer/request-history.tsx';
import type { ShownAnswer } from '../answer/shown-answer.ts';
import type { StartKind } from '../../contract/names.ts';
import { formatMilliseconds } from '../../i18n/numbers.ts';
import { median } from '../charts/median.ts';
import type { Translator } from '../../i18n/texts.ts';

interface ResultProps {
  readonly t: Translator;
  readonly answer: ShownAnswer;
  readonly titleOf: (model: string) => string;
  /** Whether the browser can show the picture. */
  readonly pictured: boolean;
  /** What happened that the visitor did not ask for. */
  readonly notice: string | undefined;
  readonly start: StartKind;
  /** What it cost, in one line. */
  readonly price: string;
  /** Whether what it cost is unfolded. */
  readonly open: boolean;
  /** What it cost, in detail. */
  readonly cards: Child;
  readonly past: readonly PastRequest[];
  /** The last measurement of requests in a row; empty if there was none. */
  readonly ten: readonly PastRequest[];
  /** Whether the visitor may ask for a cold start. */
  readonly fresh: boolean;
}

/** The answer, and folded what it cost: buttons for what to try next, the details, and the requests so far. */
export const Result: FC<ResultProps> = ({ t, answer, titleOf, pictured, notice, open, ...cost }) => (
  <>
    {notice !== undefined && <p class="card notice">{notice}</p>}
    <Answer t={t} answer={answer} titleOf={titleOf} pictured={pictured} />
    <div id="keeping"></div>
    <Price t={t} start={cost.start} line={cost.price} open={open}>
      <div class="card play">
        <div class="row">
          <button type="button" class="secondary" data-act="again">
            {t('act.again')}
          </button>
          <button type="button" class="secondary" data-act="ten">
            {t('act.ten')}
          </button>
          {cost.fresh && (
            <button type="button" class="secondary" data-act="cold">
              {t('act.cold')}
            </button>
          )}
        </div>
        {(['edge', 'device'] as const).map((place) => {
          const ten = cost.ten.filter((request) => request.place === place);
          return ten.length > 0 && <p class="ten">{tenText(t, place, ten)}</p>;
        })}
      </div>
      <div class="cost-cards">{cost.cards}</div>
      <RequestHistory t={t} past={cost.past} />
    </Price>
  </>
);

function tenText(t: Translator, place: PastRequest['place'], ten: readonly PastRequest[]): string {
  const here = ten.map(({ here_ms }) => Math.round(here_ms));
  const ms = (value: number): string => `${formatMilliseconds(t, value)} ms`;
  return t(place === 'edge' ? 'history.ten' : 'history.tenHere', {
    count: ten.length,
    median: ms(Math.round(median(here))),
    min: ms(Math.min(...here)),
    max: ms(Math.max(...here)),
    server: ms(median(ten.map(({ there_ms }) => there_ms))),
  });
}
