import type { FC } from 'hono/jsx';

import { formatNumber } from '../../../i18n/numbers.ts';
import type { NotebookKey, ScriptKey, Translator } from '../../../i18n/texts.ts';
import { FEWEST, type TrainingSet } from './training-set.ts';

interface TrainingTableProps {
  readonly t: Translator<ScriptKey | NotebookKey>;
  readonly set: TrainingSet;
  /** Name of the ZIP file. */
  readonly file: string;
}

/** How many pictures of each class a ZIP would have, and whether that is enough to train on. */
export const TrainingTable: FC<TrainingTableProps> = ({ t, set, file }) => {
  if (set.size === 0) return <p>{t('notebook.noClass')}</p>;
  const isEnough = set.size >= FEWEST.classes && [...set.values()].every(({ length }) => length >= FEWEST.pictures);
  return (
    <>
      <div class="table" role="region" aria-label={t('notebook.classes')} tabindex={0}>
        <table>
          <caption class="visually-hidden">{t('notebook.classes')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('notebook.class')}</th>
              <th scope="col">{t('notebook.pictures')}</th>
            </tr>
          </thead>
          <tbody>
            {[...set].map(([folder, { length }]) => (
              <tr>
                <th scope="row">{folder}</th>
                <td>{formatNumber(t, length)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {isEnough ? (
        <>
          <p>{t('notebook.train')}</p>
          <pre tabindex={0}>
            <code>npm run train -- --data {file}</code>
          </pre>
        </>
      ) : (
        <p class="note">{t('notebook.few', FEWEST)}</p>
      )}
    </>
  );
};
