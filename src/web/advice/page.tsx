import { raw } from 'hono/html';
import type { FC } from 'hono/jsx';

import type { ModelOption } from '../../catalogue/advice/options.ts';
import type { Recommendation } from '../../catalogue/advice/recommend.ts';
import { paretoChart } from '../charts/pareto.ts';
import { Header } from '../layout/header.tsx';
import type { Say, TextKey } from '../../i18n/texts.ts';
import { Layout } from '../layout/layout.tsx';
import { Advice } from './advice.tsx';
import { faultsIn } from '../../i18n/advice/faults.ts';
import { type Asked, ChoiceForm, type Parameter } from './form.tsx';
import { notesOf } from '../../i18n/advice/notes.ts';
import { COLUMNS, rowsOf } from './rows.ts';
import { Said } from './said.tsx';

interface ChoicePageProps {
  readonly say: Say<TextKey>;
  readonly options: readonly ModelOption[];
  /** What was asked for, as it was written. */
  readonly asked: Asked;
  /** The advice, or which parameters of the question were wrong. */
  readonly advice: Recommendation<ModelOption> | { readonly faults: readonly Parameter[] };
}

/** The page at `/compare`: which model for which task, and all of them on the four axes. */
export const ChoicePage: FC<ChoicePageProps> = ({ say, options, asked, advice }) => (
  <Layout title={`${say('choice.heading')} · EdgeLens`} say={say}>
    <Header say={say} path="/compare" />
    <main id="main" class="four-axes">
      <div class="intro">
        <h1>{say('choice.heading')}</h1>
        <p>{say('choice.lead')}</p>
      </div>
      <ChoiceForm say={say} asked={asked} />
      {'faults' in advice ? (
        <p class="card failure" role="alert">
          {faultsIn(say, advice.faults)}
        </p>
      ) : (
        <Advice say={say} advice={advice} />
      )}
      <h2>{say('choice.axes')}</h2>
      <div class="chart" role="region" aria-label={say('choice.chart')} tabindex={0}>
        {raw(paretoChart(options, say))}
      </div>
      <Table say={say} options={options} />
      <ul class="notes">
        {notesOf(say, options).map((note) => (
          <li>
            <Said say={say} saying={note} />
          </li>
        ))}
      </ul>
      <p class="hint">{say('choice.caution')}</p>
    </main>
  </Layout>
);

const Table: FC<{ say: Say<TextKey>; options: readonly ModelOption[] }> = ({ say, options }) => (
  <div class="table" role="region" aria-label={say('choice.axes')} tabindex={0}>
    <table>
      <thead>
        <tr>
          {COLUMNS.map(({ name }) => (
            <th scope="col">{say(`choice.column.${name}`)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rowsOf(say, options).map(({ cells: [name, ...cells] }) => (
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
