import type { FC } from 'hono/jsx';

import { START_KINDS } from '../../../contract/names.ts';
import { StartSign } from '../../answer/start-mark.tsx';
import type { Translator, TextKey } from '../../../i18n/texts.ts';
import { findGroup, ranPhases, type ModelLatency } from './model-latency.ts';
import { QuantileCell } from './quantile.tsx';

/** Those for which there is room. */
const SHOWN = ['p50_ms', 'p95_ms', 'p99_ms'] as const;

/** Quantiles of each phase, cold above warm, with a bar up to the median and a line up to the p95. */
export const PhaseTable: FC<{ t: Translator<TextKey>; latency: ModelLatency; title: string }> = ({
  t,
  latency,
  title,
}) => {
  // The wait for a slow client's body is not in the total and would dwarf everything else, so its bar is cut off.
  const end = Math.max(1, ...latency.groups.flatMap(({ phase, p95_ms }) => (phase === 'receive' ? [] : p95_ms)));
  const share = (ms: number): string => `${((100 * ms) / end).toFixed(2)}%`;
  return (
    <table class="phases">
      <caption class="visually-hidden">{title}</caption>
      <thead>
        <tr>
          <th scope="col">{t('waterfall.phase')}</th>
          <th scope="col">
            <span class="visually-hidden">{t('history.start')}</span>
          </th>
          <td></td>
          <th scope="col">p50</th>
          <th scope="col">p95</th>
          <th scope="col">p99</th>
        </tr>
      </thead>
      {ranPhases(latency).map((phase) => {
        const rows = START_KINDS.flatMap((start) => findGroup(latency, phase, start) ?? []);
        return (
          <tbody>
            {rows.map((group, i) => {
              const { start, p50_ms, p95_ms } = group;
              return (
                <tr>
                  {i === 0 && (
                    <th scope="rowgroup" rowspan={rows.length}>
                      {t(`phase.${phase}`)}
                    </th>
                  )}
                  <th scope="row">
                    <StartSign start={start} />
                    <span class="visually-hidden">{t(`cost.${start}`)}</span>
                  </th>
                  <td>
                    <svg class="lane" aria-hidden="true">
                      <line class={`reach reach-${start}`} x1={share(p50_ms)} x2={share(p95_ms)} y1="50%" y2="50%" />
                      <rect class={`span fill-${start}`} y="20%" width={share(p50_ms)} height="60%" />
                    </svg>
                  </td>
                  {SHOWN.map((quantile) => (
                    <QuantileCell t={t} figures={group} quantile={quantile} />
                  ))}
                </tr>
              );
            })}
          </tbody>
        );
      })}
    </table>
  );
};
