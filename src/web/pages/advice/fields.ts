import { ADVICE_PARAMETERS, type AdviceParameter } from '../../../contract/names.ts';
import { DECIMAL } from '../../../contract/query/kinds.ts';

/** A mebibyte, in which the page counts, in megabytes, in which the API does. */
const MEGABYTES = 2 ** 20 / 1e6;

/** The fields that have another unit than the parameter of the API that they stand for. */
const IN_MEBIBYTES: Readonly<Partial<Record<AdviceParameter, string>>> = {
  max_model_mb: 'max_model_mib',
  max_memory_mb: 'max_memory_mib',
};

/** Name of the form's field for a parameter. */
export function fieldOf(parameter: AdviceParameter): string {
  return IN_MEBIBYTES[parameter] ?? parameter;
}

/** What was sent, by the names and in the units of the API. */
export type AdviceValues = Readonly<Partial<Record<AdviceParameter, string>>>;

/** Reads what the form has sent; addresses with the parameters of the API mean the same. Empty fields count as left out. */
export function valuesOf(query: Readonly<Record<string, string>>): AdviceValues {
  return Object.fromEntries(
    ADVICE_PARAMETERS.flatMap((parameter) => {
      const field = fieldOf(parameter);
      const sent = query[field];
      // What is no number is left as it is, and refused later.
      const converted = sent !== undefined && field !== parameter && DECIMAL.test(sent) ? megabytesOf(sent) : sent;
      const value = converted ?? query[parameter];
      return value === undefined || value === '' ? [] : [[parameter, value]];
    }),
  );
}

/** What the field of a number shows again: the number in the field's unit; nothing for anything else. */
export function shownNumber(parameter: AdviceParameter, values: AdviceValues): string {
  const value = Number(values[parameter] ?? Number.NaN);
  if (!Number.isFinite(value)) return '';
  return String(Number((fieldOf(parameter) === parameter ? value : value / MEGABYTES).toFixed(3)));
}

function megabytesOf(mebibytes: string): string {
  return (Number(mebibytes) * MEGABYTES).toFixed(6);
}
