import type { FC } from 'hono/jsx';

import { MEASURES } from '../../../contract/names.ts';
import type { Translator, TextKey } from '../../../i18n/texts.ts';

/** What the page offers to choose, beside any other window that its address may name. */
export const WINDOWS = ['15m', '1h', '24h', '7d'] as const;

/** Parameters of the page, which are those of `GET /v1/latency`. */
export const PARAMETERS = ['window', 'model', 'phase'] as const;

export type Parameter = (typeof PARAMETERS)[number];

/** What was asked for, as it was written. */
export type Asked = Readonly<Partial<Record<Parameter, string>>>;

interface FilterProps {
  readonly t: Translator<TextKey>;
  readonly asked: Asked;
  /** Windows for which samples are kept. */
  readonly windows: readonly (typeof WINDOWS)[number][];
  readonly models: readonly { readonly name: string; readonly title: string }[];
}

/** Which figures to show; the page's script shows others at once when something else is chosen. */
export const Filter: FC<FilterProps> = ({ t, asked, windows, models }) => {
  // Whatever the address asks for stays chosen.
  const own = WINDOWS.some((name) => name === asked.window) ? undefined : asked.window;
  const options: Record<Parameter, [value: string, text: string][]> = {
    window: windows.map((name) => [name, t(`latency.window.${name}`)]),
    model: [['', t('latency.all')], ...models.map(({ name, title }): [string, string] => [name, title])],
    phase: MEASURES.toReversed().map((name) => [name, t(`phase.${name}`)]),
  };
  if (own !== undefined) options.window.push([own, own]);
  return (
    <form id="filter" class="card filter" method="get" action="/latency">
      {PARAMETERS.map((name) => (
        <div class="field">
          <label for={name}>{t(`latency.${name}`)}</label>
          <select id={name} name={name}>
            {options[name].map(([value, text]) => (
              <option value={value} selected={value === (asked[name] ?? '')}>
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
