import type { FC } from 'hono/jsx';

import { USE_CASES, type UseCaseName } from '../../catalogue/advice/use-case.ts';
import type { Say, TextKey } from '../../i18n/texts.ts';

/** A question as it was written, by the names of the API's parameters. */
export type Asked = Readonly<Partial<Record<Parameter, string>>>;

export type Parameter = (typeof PARAMETERS)[number];

const NUMBERS = [
  { name: 'max_latency_ms', step: 'any', min: 0 },
  { name: 'max_model_mb', step: 'any', min: 0 },
  { name: 'max_memory_mb', step: 'any', min: 0 },
  { name: 'min_top1', step: 'any', min: 1 },
] as const;

const WISHES = ['heat_map', 'installed', 'fits_worker'] as const;

/** Parameters of the page, which are those of `GET /v1/recommend`. */
export const PARAMETERS = ['use_case', ...NUMBERS.map(({ name }) => name), ...WISHES] as const;

/** Task and limits; what is left empty does not count. */
export const ChoiceForm: FC<{ say: Say<TextKey>; asked: Asked }> = ({ say, asked }) => (
  <form class="card limits" method="get" action="/compare">
    <div class="field">
      <label for="use_case">{say('choice.task')}</label>
      <select id="use_case" name="use_case">
        <option value="">{say('choice.task.none')}</option>
        {(Object.keys(USE_CASES) as UseCaseName[]).map((name) => (
          <option value={name} selected={asked.use_case === name}>
            {say(`choice.task.${name}`)}
          </option>
        ))}
      </select>
    </div>
    {NUMBERS.map(({ name, step, min }) => (
      <div class="field">
        <label for={name}>{say(`choice.limit.${name}`)}</label>
        <input
          id={name}
          name={name}
          type="number"
          inputmode="decimal"
          step={step}
          min={min}
          // Whatever else was sent in its place is not repeated.
          value={Number.isFinite(Number(asked[name])) ? asked[name] : ''}
        />
      </div>
    ))}
    {WISHES.map((name) => (
      <label class="wish">
        <input type="checkbox" name={name} value="true" checked={asked[name] === 'true'} />{' '}
        {say(`choice.limit.${name}`)}
      </label>
    ))}
    <button class="big" type="submit">
      {say('choice.ask')}
    </button>
  </form>
);
