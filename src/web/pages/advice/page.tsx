import { raw } from 'hono/html';
import type { FC } from 'hono/jsx';

import type { Advice } from '../../../catalogue/advice/advise.ts';
import type { Candidate } from '../../../catalogue/advice/candidate.ts';
import type { EnsembleAdvice } from '../../../catalogue/advice/ensemble-advice.ts';
import type { AdviceParameter } from '../../../contract/names.ts';
import { faultsText } from '../../../i18n/advice/faults.ts';
import { noteMessages } from '../../../i18n/advice/notes.ts';
import type { TextKey, Translator } from '../../../i18n/texts.ts';
import { paretoChart } from '../../charts/pareto.ts';
import { Header } from '../../layout/header.tsx';
import { Layout } from '../../layout/layout.tsx';
import { AdviceSection } from './advice-section.tsx';
import { MessageText } from '../../layout/message-text.tsx';
import { AdviceForm, type FormValues } from './form.tsx';
import { COLUMNS, tableRows } from './rows.ts';

interface AdvicePageProps {
  readonly t: Translator<TextKey>;
  readonly candidates: readonly Candidate[];
  /** What several models together were worth, where that was measured. */
  readonly ensembles: readonly EnsembleAdvice[];
  readonly values: FormValues;
  /** The advice, or the parameters that were wrong. */
  readonly advice: Advice | { readonly faults: readonly AdviceParameter[] };
}

/** The page at `/compare`: which model for which task, and all of them on the four axes. */
export const AdvicePage: FC<AdvicePageProps> = ({ t, candidates, ensembles, values, advice }) => (
  <Layout title={`${t('advice.heading')} · EdgeLens`} t={t}>
    <Header t={t} path="/compare" />
    <main id="main" class="four-axes">
      <div class="intro">
        <h1>{t('advice.heading')}</h1>
        <p>{t('advice.lead')}</p>
      </div>
      <AdviceForm t={t} values={values} />
      {'faults' in advice ? (
        <p class="card failure" role="alert">
          {faultsText(t, advice.faults)}
        </p>
      ) : (
        <AdviceSection t={t} advice={advice} ensembles={ensembles} />
      )}
      <h2>{t('advice.axes')}</h2>
      <div class="chart" role="region" aria-label={t('advice.chart')} tabindex={0}>
        {raw(paretoChart(candidates, t))}
      </div>
      <Table t={t} candidates={candidates} />
      <ul class="notes">
        {noteMessages(t, candidates).map((note) => (
          <li>
            <MessageText t={t} message={note} />
          </li>
        ))}
      </ul>
      <p class="hint">{t('advice.caution')}</p>
    </main>
  </Layout>
);

const Table: FC<{ t: Translator<TextKey>; candidates: readonly Candidate[] }> = ({ t, candidates }) => (
  <div class="table" role="region" aria-label={t('advice.axes')} tabindex={0}>
    <table>
      <thead>
        <tr>
          {COLUMNS.map(({ name }) => (
            <th scope="col">{t(`advice.column.${name}`)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {tableRows(t, candidates).map(({ cells: [name, ...cells] }) => (
          <tr>
            <th scope="row" lang="en">
              {name}
            </th>
            {cells.map((cell) => (
              <td>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
