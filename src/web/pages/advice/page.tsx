import type { FC } from 'hono/jsx';

import type { Advice } from '../../../catalogue/advice/advise.ts';
import type { Candidate } from '../../../catalogue/advice/candidate.ts';
import type { EnsembleAdvice } from '../../../catalogue/advice/ensemble-advice.ts';
import type { AdviceParameter, UseCaseName } from '../../../contract/names.ts';
import { faultsText } from '../../../i18n/advice/faults.ts';
import { noteMessages } from '../../../i18n/advice/notes.ts';
import type { TextKey, Translator } from '../../../i18n/texts.ts';
import { Header } from '../../layout/header.tsx';
import { Layout } from '../../layout/layout.tsx';
import { AdviceSection } from './advice-section.tsx';
import { MessageText } from '../../layout/message-text.tsx';
import { Chart } from './chart.tsx';
import type { AdviceValues } from './fields.ts';
import { AdviceForm } from './form.tsx';
import { Ranking } from './ranking.tsx';
import { COLUMNS, tableRows } from './rows.ts';

interface AdvicePageProps {
  readonly t: Translator<TextKey>;
  readonly candidates: readonly Candidate[];
  /** What several models together were worth, where that was measured. */
  readonly ensembles: readonly EnsembleAdvice[];
  readonly values: AdviceValues;
  /** The task that was named. */
  readonly task?: UseCaseName | undefined;
  /** The advice, or the parameters that were wrong. */
  readonly advice: Advice | { readonly faults: readonly AdviceParameter[] };
}

/** The page at `/compare`: the models on the four axes, and which of them to take for which task. */
export const AdvicePage: FC<AdvicePageProps> = ({ t, candidates, ensembles, values, task, advice }) => (
  <Layout title={`${t('advice.heading')} · EdgeLens`} t={t}>
    <Header t={t} path="/compare" />
    <main id="main" class="four-axes">
      <div class="intro">
        <h1>{t('advice.heading')}</h1>
        <p>{t('advice.lead')}</p>
      </div>
      {'faults' in advice ? (
        <>
          <p class="card failure" role="alert">
            {faultsText(t, advice.faults)}
          </p>
          <Chart t={t} candidates={candidates} ranking={[]} />
          <AdviceForm t={t} values={values} />
        </>
      ) : (
        <>
          <Chart t={t} candidates={candidates} ranking={advice.ranking.map(({ candidate }) => candidate)} />
          <AdviceSection t={t} task={task} advice={advice} ensembles={ensembles} />
          <AdviceForm t={t} values={values} />
          <Ranking t={t} advice={advice} />
        </>
      )}
      <h2>{t('advice.axes')}</h2>
      <Table t={t} candidates={candidates} />
      <p class="hint">{t('advice.caution')}</p>
      <details>
        <summary>{t('advice.notes')}</summary>
        <ul class="notes">
          {noteMessages(t, candidates).map((note) => (
            <li>
              <MessageText t={t} message={note} />
            </li>
          ))}
        </ul>
      </details>
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
        {tableRows(t, candidates).map(({ candidate, cells: [, ...cells] }) => (
          <tr>
            <th scope="row" lang="en">
              <a href={`/models/${candidate.name}`}>{candidate.name}</a>
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
