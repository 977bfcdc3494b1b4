import type { FC } from 'hono/jsx';

import { formatNumber } from '../../../i18n/numbers.ts';
import type { Translator } from '../../../i18n/texts.ts';
import type { PictureBatch } from './picture-batch.ts';

/** Asks whether the answers may be kept, without which there is nothing to do with them. */
export const BatchOffer: FC<{ t: Translator; count: number }> = ({ t, count }) => (
  <section class="card batch" aria-labelledby="batch-heading">
    <h2 id="batch-heading">{t('batch.chosen', { count: formatNumber(t, count) })}</h2>
    <p>{t('batch.offer')}</p>
    <p class="note">{t('keep.hint')}</p>
    <div class="row">
      <button type="button" id="batch-keep" data-act="several">
        {t('batch.keep')}
      </button>
    </div>
  </section>
);

interface BatchCardProps {
  readonly t: Translator;
  readonly batch: PictureBatch;
  /** Whether pictures are being answered. */
  readonly running: boolean;
  /** Why it stopped. */
  readonly stopped: string | undefined;
}

/** What became of several pictures: how many are answered, which cannot be, and what is left. */
export const BatchCard: FC<BatchCardProps> = ({ t, batch, running, stopped }) => {
  const { answered, failed, left, all } = batch;
  return (
    <section class="card batch" aria-labelledby="batch-heading">
      <h2 id="batch-heading">
        {t('batch.kept', { count: formatNumber(t, answered.length), all: formatNumber(t, all) })}
      </h2>
      {stopped !== undefined && (
        <p class="fault" role="alert">
          {stopped}
        </p>
      )}
      {answered.length > 0 && (
        <>
          <ol class="batch-answers" tabindex={0} aria-label={t('batch.answers')}>
            {answered.toReversed().map(({ name, text }) => (
              <li>
                <span class="batch-name">{name}</span> {text}
              </li>
            ))}
          </ol>
          <p>{t.parts('batch.where', { notebook: <a href="/notebook">{t('keep.notebook')}</a> })}</p>
        </>
      )}
      {failed.length > 0 && (
        <>
          <h3>{t('batch.failed', { count: formatNumber(t, failed.length) })}</h3>
          <ul class="batch-failures">
            {failed.map(({ name, text }) => (
              <li>
                <span class="batch-name">{name}</span> {text}
              </li>
            ))}
          </ul>
        </>
      )}
      {!running && left > 0 && (
        <div class="row">
          <button type="button" data-act="several">
            {t('batch.goOn', { count: formatNumber(t, left) })}
          </button>
        </div>
      )}
    </section>
  );
};
