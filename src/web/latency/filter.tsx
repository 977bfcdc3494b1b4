import type { FC } from 'hono/jsx';

import { MEASURES } from '../../latency/measures.ts';
import type { Say, TextKey } from '../i18n/texts.ts';

/** What the page offers to choose, beside any other window that its address may name. */
export const WINDOWS = ['15m', '1h', '24h', '7d'] as const;

/** What was asked for, by the names of the API's parameters. */
export type Asked = Readonly<Partial<Record<'window' | 'model' | 'phase', string>>>;

interface FilterProps {
  readonly say: Say<TextKey>;
  readonly asked: Asked;
  /** Windows for which samples are kept. */
  readonly windows: readonly (typeof WINDOWS)[number][];
  readonly models: readonly { readonly name: string; readonly title: string }[];
}

/** Which figures to show; the page's script shows others at once when something else is chosen. */
export const Filter: FC<FilterProps> = ({ say, asked, windows, models }) => {
  const choices: [name: keyof Asked, options: [value: string, text: string][]][] = [
    [
      'window',
      [
        ...windows.map((name): [string, string] => [name, say(`latency.window.${name}`)]),
        // Whatever the address asks for stays chosen.
        ...(windows.some((name) => name === asked.window) || asked.window === undefined
          ? []
          : [[asked.window, asked.window] as [string, string]]),
      ],
    ],
    ['model', [['', say('latency.all')], ...models.map(({ name, title }): [string, string] => [name, title])]],
    ['phase', MEASURES.toReversed().map((name) => [name, say(`phase.${name}` satisfies TextKey)])],
  ];
  return (
    <form id="filter" class="card filter" method="get" action="/latency">
      {choices.map(([name, options]) => (
        <div class="field">
          <label for={name}>{say(`latency.${name}` as const)}</label>
          <select id={name} name={name}>
            {options.map(([value, text]) => (
              <option value={value} selected={value === (asked[name] ?? '')}>
                {text}
              </option>
            ))}
          </select>
        </div>
      ))}
      <button type="submit" class="no-js-only">
        {say('latency.show')}
      </button>
    </form>
  );
};
