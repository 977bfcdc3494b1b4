import type { FC } from 'hono/jsx';

import { formatNumber } from '../../../i18n/numbers.ts';
import type { Translator } from '../../../i18n/texts.ts';
import type { BatchResult } from './picture-batch.ts';

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

/** What became of several pictures: how many are answered, which cannot be. It is empty at first. */
export const BatchCard: FC<{ t: Translator }> = ({ t }) => (
  <section class="card batch" aria-labelledby="batch-heading">
    <h2 id="batch-heading" tabindex={-1}></h2>
    <div class="batch-done" hidden>
      <ol class="batch-answers" tabindex={0} aria-label={t('batch.answers')}></ol>
      <p>{t.parts('batch.where', { notebook: <a href="/notebook">{t('keep.notebook')}</a> })}</p>
    </div>
    <div class="batch-missed" hidden>
      <h3></h3>
      <ul class="batch-failures"></ul>
    </div>
  </section>
);

/** What became of one of them. */
export const BatchItem: FC<{ result: BatchResult }> = ({ result: { name, text } }) => (
  <li>
    <span class="batch-name">{name}</span> {text}
  </li>
);

/** Why it stopped. */
export const BatchStop: FC<{ reason: string }> = ({ reason }) => (
  <p class="fault" role="alert">
    {reason}
  </p>
);

/** The button that goes on with those that are left. */
export const BatchRest: FC<{ t: Translator; left: number }> = ({ t, left }) => (
  <div class="row">
    <button type="button" data-act="several">
      {t('batch.goOn', { count: formatNumber(t, left) })}
    </button>
  </div>
);
