import type { FC } from 'hono/jsx';

import type { ModelEntry } from '../../../catalogue/manifest.ts';
import { modelBytes } from '../../../catalogue/served-files.ts';
import type { SpeedFigures } from '../../../contract/measured.ts';
import type { EngineName } from '../../../contract/names.ts';
import { formatMebibytes, formatRounded } from '../../../i18n/numbers.ts';
import type { TextKey, Translator } from '../../../i18n/texts.ts';
import { MessageText } from '../../layout/message-text.tsx';

interface EngineTableProps {
  readonly t: Translator<TextKey>;
  readonly model: ModelEntry;
  readonly engines: readonly EngineName[];
}

/** What each engine reads of a model, and how fast it is in it. */
export const EngineTable: FC<EngineTableProps> = ({ t, model, engines }) => {
  const speeds = model.measured?.speed ?? [];
  const ms = (value: number | undefined): string => (value === undefined ? '–' : `${formatRounded(t, value)} ms`);
  return (
    <>
      <h2 id="engines">{t('model.engines')}</h2>
      <div class="table" role="region" aria-labelledby="engines" tabindex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('advice.column.engine')}</th>
              <th scope="col">{t('advice.column.files')}</th>
              <th scope="col">{t('advice.column.warm')}</th>
              <th scope="col">{t('model.first')}</th>
              <th scope="col">{t('model.load')}</th>
              <th scope="col">{t('model.cpu')}</th>
              <th scope="col">{t('advice.column.heap')}</th>
            </tr>
          </thead>
          <tbody>
            {engines.map((engine) => {
              const speed = speeds.find((of) => of.engine === engine);
              return (
                <tr>
                  <th scope="row" lang="en">
                    {engine}
                  </th>
                  <td>{formatMebibytes(t, modelBytes(model, engine))}</td>
                  <td>{ms(speed?.warm_ms)}</td>
                  <td>{ms(speed?.first_ms)}</td>
                  <td>{ms(speed?.load_ms)}</td>
                  <td>{ms(speed?.cpu_ms)}</td>
                  <td>{speed === undefined ? '–' : formatMebibytes(t, speed.heap_bytes)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {occasionsOf(speeds.filter(({ engine }) => engines.includes(engine))).map(({ machine, command, date }) => (
        <p class="note">
          <MessageText t={t} message={{ key: 'model.engines.of', names: { machine }, command, values: { date } }} />
        </p>
      ))}
    </>
  );
};

/** Where, by which command and when speeds were measured; most engines share that. */
function occasionsOf(speeds: readonly SpeedFigures[]): SpeedFigures[] {
  return [...new Map(speeds.map((speed) => [`${speed.machine} ${speed.command} ${speed.date}`, speed])).values()];
}
