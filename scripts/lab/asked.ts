/** A model as far as it can be asked. */
export interface AskableModel {
  readonly name: string;
  /** Names its list of classes: only models of the same list can be compared. */
  readonly classes: string;
  readonly engines: readonly string[];
}

/**
 * Everything that a picture can be shown to, as `?models=` has it: `name@engine`.
 *
 * @returns each model with each of its engines, and all pairs of them that can be compared, `a@simd,b@onnxruntime`
 */
export function askedOf(models: readonly AskableModel[]): {
  readonly single: readonly string[];
  readonly pairs: readonly string[];
} {
  const each = models.flatMap(({ name, classes, engines }) =>
    engines.map((engine) => ({ asked: `${name}@${engine}`, classes })),
  );
  return {
    single: each.map(({ asked }) => asked),
    pairs: each.flatMap((one, index) =>
      each.slice(index + 1).flatMap((other) => (other.classes === one.classes ? [`${one.asked},${other.asked}`] : [])),
    ),
  };
}

/**
 * The path and query that ask so.
 * @param asked one model, with `@engine` or without, or several with commas between them
 */
export function pathOf(asked: string): string {
  if (asked.includes(',')) return `/v1/compare?models=${asked}`;
  const [model = '', engine] = asked.split('@');
  return `/v1/classify?model=${model}${engine === undefined ? '' : `&engine=${engine}`}`;
}
