import type { FC } from 'hono/jsx';

import { USE_CASE_NAMES } from '../../../contract/names.ts';
import type { Translator, TextKey } from '../../../i18n/texts.ts';
import { type AdviceValues, fieldOf, shownNumber } from './fields.ts';

const NUMBERS = [
  { name: 'max_latency_ms', step: 'any', min: 0 },
  { name: 'max_model_mb', step: 'any', min: 0 },
  { name: 'max_memory_mb', step: 'any', min: 0 },
  { name: 'min_top1', step: 'any', min: 1 },
] as const;

const FLAGS = ['heat_map', 'installed', 'fits_worker'] as const;

/** Task and limits; an empty field sets no limit. Its answer begins with the advice. */
export const AdviceForm: FC<{ t: Translator<TextKey>; values: AdviceValues }> = ({ t, values }) => (
  <form class="card limits" method="get" action="/compare#advice" aria-labelledby="limits">
    <h2 id="limits">{t('advice.form')}</h2>
    <div class="field">
      <label for="use_case">{t('advice.task')}</label>
      <select id="use_case" name="use_case">
        <option value="">{t('advice.task.none')}</option>
        {USE_CASE_NAMES.map((name) => (
          <option value={name} selected={values.use_case === name}>
            {t(`advice.task.${name}`)}
          </option>
        ))}
      </select>
    </div>
    {NUMBERS.map(({ name, step, min }) => (
      <div class="field">
        <label for={name}>{t(`advice.limit.${name}`)}</label>
        <input
          id={name}
          name={fieldOf(name)}
          type="number"
          inputmode="decimal"
          step={step}
          min={min}
          value={shownNumber(name, values)}
        />
      </div>
    ))}
    {FLAGS.map((name) => (
      <label class="flag">
        <input type="checkbox" name={name} value="true" checked={values[name] === 'true'} /> {t(`advice.limit.${name}`)}
      </label>
    ))}
    <button class="big" type="submit">
      {t('advice.ask')}
    </button>
  </form>
);
