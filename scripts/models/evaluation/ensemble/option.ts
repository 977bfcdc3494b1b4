import { normaliseWeights } from '../../../../src/verdict/ensemble.ts';
import { UsageError } from '../../../kit/failure.ts';
import { readList, readNumber, real } from '../../../kit/option.ts';

/** A model by the name that was given, and its part in the ensemble; all parts sum to 1. */
export interface WeightedName {
  readonly name: string;
  readonly weight: number;
}

const OPTION = '--ensemble';
const EXAMPLE = 'efficientnet_b0:0.6,mobilenetv3_small:0.4';

/**
 * Reads a list like `efficientnet_b0:0.6,mobilenetv3_small:0.4`; without weights all weigh the same.
 * @returns weights with four significant digits
 * @throws UsageError that says what is wrong with it
 */
export function readEnsemble(text: string): WeightedName[] {
  const parts = readList(OPTION, text).map((item) => {
    const [name = '', ...weight] = item.split(':').map((part) => part.trim());
    return { name, weight: weight.length === 0 ? undefined : weight.join(':') };
  });
  const names = parts.map(({ name }) => name);
  if (parts.length < 2) throw new UsageError(`${OPTION} takes two models or more, like ${EXAMPLE}, not "${text}"`);
  if (names.includes('')) throw new UsageError(`${OPTION} takes a list like ${EXAMPLE}, not "${text}"`);
  refuseTwins(names);
  const given = parts.filter(({ weight }) => weight !== undefined);
  if (given.length > 0 && given.length < parts.length)
    throw new UsageError(`${OPTION} takes a weight for each model or for none, not "${text}"`);
  const weights = normaliseWeights(
    parts.map(({ name, weight }) =>
      weight === undefined ? 1 : readNumber(`the weight of ${name} in ${OPTION}`, weight, real(Number.MIN_VALUE)),
    ),
  );
  return names.map((name, index) => ({ name, weight: Number((weights[index] ?? NaN).toPrecision(4)) }));
}

/** @throws UsageError for a name that is there twice */
export function refuseTwins(names: readonly string[]): void {
  const twin = names.find((name, index) => names.indexOf(name) < index);
  if (twin !== undefined) throw new UsageError(`${OPTION} takes each model once, but ${twin} is there twice`);
}

/** The list that {@link readEnsemble} would read. */
export function ensembleText(names: readonly string[], weights: readonly number[]): string {
  return names.map((name, index) => `${name}:${weights[index] ?? NaN}`).join(',');
}
