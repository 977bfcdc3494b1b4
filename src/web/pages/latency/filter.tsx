import type { FC } from 'hono/jsx';

import type { Version } from '../../../contract/ledger.ts';
import { MEASURES } from '../../../contract/names.ts';
import type { Translator, TextKey } from '../../../i18n/texts.ts';

/** The windows that the page offers, the shortest first; its address may name others. */
export const WINDOWS = ['15m', '1h', '24h', '7d', '30d'] as const;
export type WindowName = (typeof WINDOWS)[number];

/** Parameters of the page, which are those of `GET /v1/latency`. */
export const FILTER_PARAMETERS = ['window', 'model', 'phase', 'version'] as const;

export type FilterParameter = (typeof FILTER_PARAMETERS)[number];

/** The filter's values as they were sent. */
export type FilterValues = Readonly<Partial<Record<FilterParameter, string>>>;

interface FilterProps {
  readonly t: Translator<TextKey>;
  readonly values: FilterValues;
  /** The windows that are not longer than samples are kept. */
  readonly windows: readonly WindowName[];
  readonly models: readonly { readonly name: string; readonly title: string }[];
  /** Those of the Worker that have samples in the window. */
  readonly versions: readonly Version[];
}

/** The form that chooses the figures; the page's script shows them as soon as the choice changes. */
export const Filter: FC<FilterProps> = ({ t, values, windows, models, versions }) => {
  // A window that only the address names stays chosen.
  const own = WINDOWS.some((name) => name === values.window) ? undefined : values.window;
  const options: Record<FilterParameter, [value: string, text: string][]> = {
    window: [
      ['', t('latency.window.fitting')],
      ...windows.map((name): [string, string] => [name, t(`latency.window.${name}`)]),
    ],
    model: [['', t('latency.all')], ...models.map(({ name, title }): [string, string] => [name, title])],
    phase: MEASURES.toReversed().map((name) => [name, t(`phase.${name}`)]),
    version: [['', t('latency.all')], ...versions.map((version): [string, string] => [version.id, nameOf(version)])],
  };
  if (own !== undefined) options.window.push([own, own]);
  return (
    <form id="filter" class="card filter" method="get" action="/latency">
      {FILTER_PARAMETERS.filter((name) => name !== 'version' || versions.length > 1).map((name) => (
        <div class="field">
          <label for={name}>{t(`latency.${name}`)}</label>
          <select id={name} name={name}>
            {options[name].map(([value, text]) => (
              <option value={value} selected={value === (values[name] ?? '')}>
                {text}
              </option>
            ))}
          </select>
        </div>
      ))}
      <button type="submit" class="no-js-only">
        {t('latency.show')}
      </button>
    </form>
  );
};

/** A version as people tell it from others: its tag, the beginning of its id, and the day of its upload. */
function nameOf({ tag, id, timestamp }: Version): string {
  return [tag, id.slice(0, 8), timestamp.slice(0, 10)].filter((part) => part !== '').join(' · ');
}
