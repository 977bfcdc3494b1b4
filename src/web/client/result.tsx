import type { FC, PropsWithChildren } from 'hono/jsx';

import { Answer } from '../answer/answer.tsx';
import type { Classification } from '../answer/classification.ts';
import { Price } from '../answer/price.tsx';
import { type PastRequest, Strip } from '../answer/strip.tsx';
import type { BrowserTimes } from '../answer/time-spans.ts';
import { bytesOf, medianOf, millisecondsOf, numberOf } from '../figures.ts';
import type { Say } from '../i18n/texts.ts';
import type { PreparedPicture } from './prepared-picture.ts';

interface ResultProps {
  readonly say: Say;
  readonly answer: Classification;
  readonly title: string;
  readonly times: BrowserTimes;
  readonly past: readonly PastRequest[];
  /** The last ten in a row, once they were measured. */
  readonly ten: readonly PastRequest[];
  /** Whether the visitor may ask for a cold start. */
  readonly fresh: boolean;
}

/** The answer with its price, and what can be tried next. @param children the picture */
export const Result: FC<PropsWithChildren<ResultProps>> = ({
  say,
  answer,
  title,
  times,
  past,
  ten,
  fresh,
  children,
}) => (
  <>
    <Answer say={say} answer={answer} title={title}>
      {children}
    </Answer>
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
    <Price say={say} answer={answer} times={times} />
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

/** What was sent and what it was made of. */
export const SizeLine: FC<{ say: Say; picture: PreparedPicture }> = ({ say, picture }) => {
  const { blob, width, height, file, original } = picture;
  const px = (side: number): string => numberOf(say, side);
  const sent = { sent: bytesOf(say, blob.size), width: px(width), height: px(height) };
  if (blob === file) {
    return (
      <p class="size">
        {original === null ? bytesOf(say, blob.size) : say('size.sent', sent)} · {say('size.original')}
      </p>
    );
  }
  return (
    <p class="size">
      <strong>{say('size.sent', sent)}</strong>
      {original !== null && (
        <>
          {' · '}
          {say('size.was', { was: bytesOf(say, file.size), width: px(original.width), height: px(original.height) })}
          {' · '}
          {say('size.share', {
            percent: numberOf(say, (100 * blob.size) / file.size, blob.size < file.size / 10 ? 1 : 0),
          })}
        </>
      )}
    </p>
  );
};
